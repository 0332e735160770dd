import torch

from guise_training import checkpoint


def snapshot(net):
    return {name: p.detach().clone() for name, p in net.named_parameters()}


def changed(before, net):
    return {name for name, p in net.named_parameters() if not torch.equal(p, before[name])}


ALL = {"own_cosine": 1.0, "gap": 1.0, "detail": 0.1, "gradients": 1.0, "seam": 1.0, "equivariance": 1.0, "patch": 0.1, "disturb": 0.7,
       "centre": 0.1}


def test_turn_of_m_leaves_d_alone_and_turn_of_d_leaves_m_alone(tiny_trainer):
    trainer = tiny_trainer(patch=0.1)
    d, m, p = snapshot(trainer.classifier), snapshot(trainer.modifier), snapshot(trainer.patch)
    crops, marks, labels, rows = trainer.draw()
    trainer._still(trainer.classifier, trainer.patch)
    total, *_ = trainer.modifier_losses(crops, marks, labels, rows)
    total.backward()
    assert all(q.grad is None for q in [*trainer.classifier.parameters(), *trainer.patch.parameters()])
    trainer.opt_m.step()
    assert changed(m, trainer.modifier) and not changed(d, trainer.classifier) and not changed(p, trainer.patch)

    m = snapshot(trainer.modifier)
    trainer._moving(trainer.classifier)
    trainer.opt_d.zero_grad()
    trainer.modifier.zero_grad(set_to_none=True)
    trainer.run_d(trainer.classifier.align(crops, marks), labels).mean().backward()
    trainer.opt_d.step()
    assert changed(d, trainer.classifier) and not changed(m, trainer.modifier)


def test_d_takes_its_turn_only_when_due(tiny_trainer):
    trainer = tiny_trainer()
    trainer.config["optimiser"]["classifier_every"] = 2
    trainer.train_step()
    d = snapshot(trainer.classifier)
    assert "d_raw" not in trainer.train_step() and not changed(d, trainer.classifier)
    assert "d_raw" in trainer.train_step() and changed(d, trainer.classifier)


def test_the_frozen_recogniser_and_batch_statistics_never_move(tiny_trainer):
    trainer = tiny_trainer(**ALL)
    before = {k: v.clone() for k, v in trainer.frozen.state_dict().items()}
    statistics = {k: v.clone() for k, v in trainer.classifier.state_dict().items() if "running" in k}
    for _ in range(3):
        trainer.train_step()
    assert all(torch.equal(v, before[k]) for k, v in trainer.frozen.state_dict().items())
    assert statistics and all(torch.equal(v, trainer.classifier.state_dict()[k]) for k, v in statistics.items())


def test_every_switch_adds_its_term_and_random_label_runs(tiny_trainer):
    seen = set()
    trainer = tiny_trainer(**ALL)
    for _ in range(8):
        seen |= set(trainer.train_step())
    assert {"l1", "adversarial", "own_cosine", "gap", "own_d", "gap_d", "detail", "gradients", "seam", "equivariance", "patch",
            "centre"} <= seen
    assert set(tiny_trainer().train_step()) == {"l1", "adversarial", "d_anonymised", "d_raw"}  # the paper's own
    assert tiny_trainer(target="random-label").train_step()["adversarial"] >= 0
    assert tiny_trainer(target="gradient-ascent").train_step()["adversarial"] <= 0


def test_m_raises_the_loss_of_a_d_that_stands_still(tiny_trainer):
    trainer = tiny_trainer(adversarial=1.0, l1=0.0)
    trainer.config["optimiser"].update(classifier_every=10 ** 9, drop_after=2.0)
    for group in trainer.opt_m.param_groups:
        group["lr"] = 1e-2
    trainer.rates[0] = [1e-2]
    trainer.step = 1  # no turn of D
    values = [trainer.train_step()["adversarial"] for _ in range(40)]
    assert sum(values[-5:]) / 5 < sum(values[:5]) / 5 - 0.01


def test_resuming_is_exact_to_the_bit(tiny_trainer, tmp_path):
    straight = tiny_trainer(**ALL)
    for _ in range(2):
        straight.train_step()
    checkpoint.save(tmp_path / "last.pt", straight.state())
    expected = [straight.train_step() for _ in range(3)]

    resumed = tiny_trainer(**ALL)
    resumed.train_step()  # a history of its own, to be forgotten
    resumed.load_state(checkpoint.load(tmp_path / "last.pt"))
    assert [resumed.train_step() for _ in range(3)] == expected
    for a, b in ((straight.modifier, resumed.modifier), (straight.classifier, resumed.classifier), (straight.average, resumed.average)):
        assert all(torch.equal(x, y) for x, y in zip(a.state_dict().values(), b.state_dict().values()))


def test_learning_rate_drops(tiny_trainer):
    trainer = tiny_trainer()
    trainer.config["optimiser"].update(steps=4, drop_after=0.5, drop=0.1)
    rates = []
    for _ in range(4):
        trainer.train_step()
        rates.append(trainer.opt_m.param_groups[0]["lr"])
    assert rates == [3e-4, 3e-4, 3e-4 * 0.1, 3e-4 * 0.1]
