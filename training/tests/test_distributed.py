"""Two gloo processes: both end with the same weights, which are not those of one process alone."""

import os
import socket

import torch
import torch.distributed as dist
import torch.multiprocessing as mp


def worker(rank: int, port: int, folder: str) -> None:
    import sys
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).parent))
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port))
    torch.set_num_threads(1)
    dist.init_process_group("gloo", rank=rank, world_size=2)
    from conftest import TinyRecogniser

    from guise_training.config import load_config
    from guise_training.faces import load_faces
    from guise_training.trainer import Trainer

    config = load_config(None, ["modifier.width=4", "modifier.blocks=1", "faces.people=2", "faces.each=2"])
    config["objective"].update(patch=0.1, gap=1.0, own_cosine=1.0, equivariance=1.0)
    config["optimiser"]["classifier_every"] = 1
    torch.manual_seed(5)
    trainer = Trainer(config, load_faces(f"{folder}/drawn", f"{folder}/cache"), TinyRecogniser().eval(), rank=rank)
    trainer.prepare()
    rows = [trainer.draw()[3].tolist() for _ in range(3)]
    for _ in range(3):
        trainer.train_step()
    state = {"modifier": trainer.modifier.state_dict(), "classifier": trainer.classifier.state_dict(), "rows": rows}

    from test_algorithm1 import SETTINGS, find_drawn

    from guise_training.algorithm1 import FullTrainer
    from guise_training.data.frames import FrameSet, find_frame_faces, read_actions

    settings = load_config(None, [*SETTINGS, f"actions.folder={folder}/actions", "detector.frames=6"])
    data = read_actions(settings["actions"])[0]
    frames = FrameSet(data, find_frame_faces(data.pictures, f"{folder}/cache{rank}", find_drawn), 72, 96)
    full = FullTrainer(settings, trainer.faces, frames, TinyRecogniser().eval(), rank=rank)
    full.prepare()
    terms = full.train_step()
    state.update(full={"m": full.modifier.state_dict(), "a": full.detector.state_dict()}, terms=terms)
    torch.save(state, f"{folder}/rank{rank}.pt")
    dist.destroy_process_group()


def test_two_processes_agree_and_see_different_faces(tmp_path):
    from drawn_faces import write_faces
    from guise_training.faces import load_faces

    from test_algorithm1 import write_actions

    write_faces(tmp_path / "drawn")
    write_actions(tmp_path / "actions")
    load_faces(tmp_path / "drawn", tmp_path / "cache")
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    mp.spawn(worker, (port, str(tmp_path)), nprocs=2)
    one, two = (torch.load(tmp_path / f"rank{r}.pt") for r in (0, 1))
    assert one["rows"] != two["rows"]
    # Algorithm 1 with A: the same weights in both, from different frames.
    assert one["terms"]["m_det"] != two["terms"]["m_det"]
    for part in ("m", "a"):
        assert all(torch.equal(a, b) for a, b in zip(one["full"][part].values(), two["full"][part].values()))
    for part in ("modifier", "classifier"):
        assert all(torch.equal(a, b) for a, b in zip(one[part].values(), two[part].values()))
