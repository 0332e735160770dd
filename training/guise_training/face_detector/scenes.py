"""Training scenes, composed on the fly: faces at every roll and size, cut by the borders, hidden, and pictures without any."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from guise_training.face_detector import drawn
from guise_training.face_detector.pictures import Faces, Picture

#: Of the whole face: what is less than this in the frame is not taught, neither as a face nor as none.
LEAST_SHARE = 0.25
SMALLEST = 8.0  # px, longer side
PAGE_WIDTH = 640  # at which the page looks at every frame
#: Half the side of a mask template, in halves of the face box.
MASK_EXTENT = 2.2


def _mask_template(centre_y: float, rx: float, ry: float, soft: float) -> Image.Image:
    side = 96
    image, k = Image.new("L", (side, side)), side / 2 / MASK_EXTENT
    ImageDraw.Draw(image).ellipse([side / 2 - rx * k, side / 2 + (centre_y - ry) * k, side / 2 + rx * k, side / 2 + (centre_y + ry) * k], fill=255)
    return image.filter(ImageFilter.GaussianBlur(soft))


#: A head with its hair, and one with some of what is around it.
MASKS = (_mask_template(-0.2, 1.3, 1.5, 1.5), _mask_template(-0.2, 1.5, 1.7, 3), _mask_template(-0.1, 1.15, 1.3, 1))


@dataclass
class Placement:
    """Picture pixels -> scene pixels: p' = scale * R(roll) * mirror * squeeze * (p - origin) + target."""

    matrix: np.ndarray  # (2, 2)
    origin: np.ndarray
    target: np.ndarray

    @staticmethod
    def of(scale: float, roll: float, mirror: bool, squeeze: float, origin, target) -> Placement:
        c, s = np.cos(roll), np.sin(roll)
        matrix = scale * np.array([[c, -s], [s, c]]) @ np.diag([-squeeze if mirror else squeeze, 1.0])
        return Placement(matrix, np.asarray(origin, float), np.asarray(target, float))

    def points(self, p: np.ndarray) -> np.ndarray:
        return (p - self.origin) @ self.matrix.T + self.target

    def coefficients(self, left: float, top: float, factor) -> tuple[float, ...]:
        """For PIL's AFFINE: pixel of a region at (left, top) -> pixel of the picture decoded `factor` (x, y) times as large."""
        inverse = np.linalg.inv(self.matrix)
        shift = inverse @ (np.array([left, top]) - self.target) + self.origin
        f = np.diag(factor)
        (a, b), (d, e), (c, g) = (f @ inverse)[0], (f @ inverse)[1], f @ shift
        return (a, b, c, d, e, g)

    def faces(self, faces: Faces) -> Faces:
        """The faces in the scene. A turned face's box is that about the turned ellipse in its box."""
        if not len(faces.boxes):
            return faces
        half = (faces.boxes[:, 2:] - faces.boxes[:, :2]) / 2
        centre = self.points(faces.boxes[:, :2] + half)
        reach = np.sqrt((half**2) @ (self.matrix**2).T)
        points = self.points(faces.points.reshape(-1, 2)).reshape(-1, 5, 2)
        if np.linalg.det(self.matrix) < 0:
            points = points[:, [1, 0, 2, 4, 3]]
        return Faces(np.concatenate([centre - reach, centre + reach], 1).astype(np.float32), points.astype(np.float32), faces.doubtful)


def cut(faces: Faces, width: int, height: int) -> Faces:
    """Boxes cut at the frame. What is left of too little is doubtful, what is outside is gone."""
    if not len(faces.boxes):
        return faces
    inside = np.clip(faces.boxes, 0, [width, height, width, height]).astype(np.float32)
    size, whole = (inside[:, 2:] - inside[:, :2]).clip(0), faces.boxes[:, 2:] - faces.boxes[:, :2]
    share = size.prod(1) / whole.prod(1).clip(1e-6)
    doubtful = faces.doubtful | (share < LEAST_SHARE) | (size.max(1) < SMALLEST)
    return Faces(inside, faces.points, doubtful).where(share > 0.02)


def paste(canvas: Image.Image, picture: Picture, placement: Placement, mask: int | None) -> None:
    """mask: index of MASKS about the picture's first face, or None for the whole picture with its straight borders."""
    width, height = picture.size
    if mask is None:
        corners = np.array([[0, 0], [width, 0], [0, height], [width, height]], float)
    else:
        x1, y1, x2, y2 = picture.faces.boxes[0]
        middle, half = np.array([x1 + x2, y1 + y2]) / 2, np.array([x2 - x1, y2 - y1]) / 2 * MASK_EXTENT
        corners = middle + half * np.array([[-1, -1], [1, -1], [-1, 1], [1, 1]])
    corners = placement.points(corners)
    left, top = np.floor(corners.min(0)).clip(0, canvas.size).astype(int)
    right, bottom = np.ceil(corners.max(0)).clip(0, canvas.size).astype(int)
    if right <= left or bottom <= top:
        return
    scale = np.sqrt(abs(np.linalg.det(placement.matrix)))
    source = picture.read(scale)
    size, factor = (int(right - left), int(bottom - top)), np.array(source.size) / picture.size
    coefficients = placement.coefficients(left, top, factor)
    region = source.transform(size, Image.AFFINE, coefficients, Image.BILINEAR)
    stencil = Image.new("L", source.size, 255).transform(size, Image.AFFINE, coefficients, Image.BILINEAR)
    if mask is not None:
        template = MASKS[mask]
        origin = middle - half
        to_template = np.array([template.width, template.height]) / (2 * half)
        moved = Placement(placement.matrix, placement.origin - origin, placement.target)
        shape = template.transform(size, Image.AFFINE, moved.coefficients(left, top, to_template), Image.BILINEAR)
        stencil = Image.fromarray(np.minimum(np.asarray(shape), np.asarray(stencil)))
    canvas.paste(region, (int(left), int(top)), stencil)


class Scenes:
    """`sample(width, height)` -> (picture (height, width, 3) uint8 RGB, faces)."""

    def __init__(self, heads: list[Picture], people: list[Picture], seed: int, things: list[Picture] = ()):
        self.heads, self.people, self.things = heads, people, things
        self.rng = np.random.default_rng(seed)

    def sample(self, width: int, height: int) -> tuple[np.ndarray, Faces]:
        rng = self.rng
        kind = rng.random()
        if kind < 0.1 or (self.things and rng.random() < 0.15):
            canvas, faces = self.background(width, height), []
        elif kind < 0.27:
            canvas, faces = self.grid(width, height)
        elif kind < 0.47 and self.people:
            canvas, faces = self.still(width, height)
        elif kind < 0.6 and self.people:
            canvas, faces = self.whole(width, height)
        elif kind < 0.75:
            canvas, faces = self.portrait(width, height)
        else:
            canvas, faces = self.group(width, height)
        return self.camera(canvas), cut(Faces.join(faces), width, height)

    def roll(self) -> float:
        rng = self.rng
        return float(rng.normal(0, 0.25) if rng.random() < 0.35 else rng.uniform(-np.pi, np.pi))

    def background(self, width: int, height: int) -> Image.Image:
        rng = self.rng
        if self.things and rng.random() < 0.5:
            return self.piece(self.things[rng.integers(len(self.things))], width, height)
        kind = rng.random()
        if kind < 0.2:
            return drawn.room(rng, width, height)
        if kind < 0.35:
            return drawn.texture(rng, width, height)
        if kind < 0.5:
            return drawn.limbs(rng, width, height)
        if kind < 0.58 or not self.people:
            return drawn.gradient(rng, width, height)
        for _ in range(8):  # a piece of a picture of people without a face in it: hands, laps, clothes, seats
            picture = self.people[rng.integers(len(self.people))]
            w = picture.size[0] * rng.uniform(0.15, 0.6)
            h = min(w * height / width, picture.size[1])
            room = np.array([picture.size[0] - w, picture.size[1] - h])
            x, y = rng.uniform(0, 1, 2) * room
            b, margin = picture.faces.boxes, 0.15 * (picture.faces.boxes[:, 2:] - picture.faces.boxes[:, :2]).max()
            if ((b[:, 2] + margin < x) | (b[:, 0] - margin > x + w) | (b[:, 3] + margin < y) | (b[:, 1] - margin > y + h)).all():
                piece = picture.read().crop((int(x), int(y), int(x + w), int(y + h)))
                if rng.random() < 0.5:
                    piece = piece.transpose(Image.FLIP_LEFT_RIGHT)
                if rng.random() < 0.4:
                    piece = piece.transpose([Image.ROTATE_90, Image.ROTATE_180, Image.ROTATE_270][rng.integers(3)])
                return piece.resize((width, height), Image.BILINEAR)
        return drawn.texture(rng, width, height)

    def piece(self, thing: Picture, width: int, height: int) -> Image.Image:
        """From all of a picture without faces to what fills the scene with a pixel for a pixel, mirrored or not."""
        rng = self.rng
        most = max(width / thing.size[0], height / thing.size[1])
        scale = np.exp(rng.uniform(np.log(most), np.log(max(1.0, most))))
        source = thing.read(scale)
        size = (np.array(source.size) * scale * thing.size[0] / source.size[0]).round().astype(int).clip((width, height))
        x, y = (rng.uniform(0, 1, 2) * (size - (width, height))).astype(int)
        piece = source.resize(tuple(size.tolist()), Image.BILINEAR).crop((x, y, x + width, y + height))
        return piece.transpose(Image.FLIP_LEFT_RIGHT) if rng.random() < 0.5 else piece

    def _head(self, loose: bool = False) -> Picture:
        while True:
            picture = self.heads[self.rng.integers(len(self.heads))]
            if picture.loose or not loose:
                return picture

    def _place(self, canvas: Image.Image, picture: Picture, side: float, roll: float, target, mask: int | None) -> Faces:
        """`picture` with its first face's longer side at `side` px, its middle at `target`; sometimes something hides a part of it."""
        rng = self.rng
        x1, y1, x2, y2 = picture.faces.boxes[0]
        middle = np.array([x1 + x2, y1 + y2]) / 2
        placement = Placement.of(side / max(x2 - x1, y2 - y1), roll, rng.random() < 0.5, rng.uniform(0.85, 1.1), middle, target)
        paste(canvas, picture, placement, mask)
        if side > 20 and rng.random() < 0.25:
            half = np.array([x2 - x1, y2 - y1]) / 2
            drawn.obstacle(rng, ImageDraw.Draw(canvas), lambda p: placement.points(middle + p * half))
        return placement.faces(picture.faces.where(np.arange(len(picture.faces.boxes)) == 0) if mask is not None else picture.faces)

    def _target(self, width: int, height: int, side: float, at_border: float = 0.4) -> np.ndarray:
        """Anywhere; often at a border, with 0.3 to 1 of the face in the frame."""
        rng = self.rng
        target = np.array([rng.uniform(0.1, 0.9) * width, rng.uniform(0.1, 0.9) * height])
        if rng.random() < at_border:
            axis, out = rng.integers(2), (rng.uniform(0.3, 1.0) - 0.5) * side * 0.9
            target[axis] = out if rng.random() < 0.5 else (width, height)[axis] - out
        return target

    def portrait(self, width: int, height: int) -> tuple[Image.Image, list[Faces]]:
        """One face of any size, mostly large, in its own picture."""
        rng = self.rng
        canvas = self.background(width, height)
        side = np.exp(rng.uniform(np.log(0.2), np.log(1.3))) * height
        roll = self.roll()
        picture = self._head(loose=True)
        return canvas, [self._place(canvas, picture, side, roll, self._target(width, height, side), None if rng.random() < 0.75 else 1)]

    def group(self, width: int, height: int) -> tuple[Image.Image, list[Faces]]:
        """Several people of different sizes, seldom one on another."""
        rng = self.rng
        canvas, faces, taken = self.background(width, height), [], []
        for _ in range(rng.integers(2, 14)):
            side = np.exp(rng.uniform(np.log(9), np.log(0.45 * height)))
            target = self._target(width, height, side, 0.25)
            if any(np.linalg.norm(target - t) < 0.75 * (side + s) for t, s in taken):
                continue
            taken.append((target, side))
            roll = self.roll()
            if rng.random() < 0.5:  # shoulders
                c, s = np.cos(roll), np.sin(roll)
                body = np.array([[-1.3, 4], [-1.2, 1.4], [-0.4, 0.5], [0.4, 0.5], [1.2, 1.4], [1.3, 4]]) * side @ np.array([[c, s], [-s, c]]) + target
                ImageDraw.Draw(canvas).polygon([tuple(p) for p in body], fill=drawn.colour(rng))
            faces.append(self._place(canvas, self._head(), side, roll, target, int(rng.integers(len(MASKS)))))
        return canvas, faces

    def grid(self, width: int, height: int) -> tuple[Image.Image, list[Faces]]:
        """Many faces of one size in rows: a video call, a school class, a crowd."""
        rng = self.rng
        canvas, faces = self.background(width, height), []
        side = np.exp(rng.uniform(np.log(9), np.log(60)))
        pitch = np.array([side * rng.uniform(1.3, 2.2), side * rng.uniform(1.5, 2.2)])
        turned, tiles = rng.random() < 0.4, rng.random() < 0.5
        for y in np.arange(rng.uniform(0.2, 1) * pitch[1], height, pitch[1]):
            for x in np.arange(rng.uniform(0.2, 1) * pitch[0], width, pitch[0]):
                if rng.random() < 0.1 or len(faces) >= 60:
                    continue
                roll = self.roll() if turned else rng.normal(0, 0.15)
                target = np.array([x, y]) + rng.normal(0, 0.05 * side, 2)
                faces.append(self._place(canvas, self._head(), side * rng.uniform(0.8, 1.15), roll, target, 1 if tiles else int(rng.integers(len(MASKS)))))
        return canvas, faces

    def whole(self, width: int, height: int) -> tuple[Image.Image, list[Faces]]:
        """A whole picture of people at any roll, from all of it to the face alone."""
        rng = self.rng
        picture = self.people[rng.integers(len(self.people))]
        canvas = drawn.gradient(rng, width, height) if rng.random() < 0.5 else Image.new("RGB", (width, height))
        faces = picture.faces
        picture = Picture(picture.data, picture.size, faces.where(np.argsort(faces.doubtful, kind="stable")))
        box = picture.faces.boxes[0]
        side = max(box[2:] - box[:2]) * np.exp(rng.uniform(np.log(0.8), np.log(3.5))) * width / picture.size[0]
        at_border = 0.3 if side > 0.15 * width else 0.0
        return canvas, [self._place(canvas, picture, side, self.roll(), self._target(width, height, side, at_border), None)]

    def still(self, width: int, height: int) -> tuple[Image.Image, list[Faces]]:
        """A part of a picture of people about as the page sees it, live or with every pass on: upright, at its size."""
        rng = self.rng
        picture = self.people[rng.integers(len(self.people))]
        canvas = Image.new("RGB", (width, height))
        scale = PAGE_WIDTH / picture.size[0] * np.exp(rng.uniform(np.log(0.4), np.log(2.2)))
        middle = np.array([width, height]) / 2
        origin = rng.uniform(0, 1, 2) * picture.size if rng.random() < 0.7 else (picture.faces.boxes[0].reshape(2, 2)).mean(0)
        # Nothing beside the picture where it is the larger one.
        reach = np.minimum(middle / scale, np.array(picture.size) / 2)
        origin = origin.clip(reach, picture.size - reach)
        placement = Placement.of(scale, rng.normal(0, 0.08), rng.random() < 0.5, rng.uniform(0.9, 1.1), origin, middle)
        paste(canvas, picture, placement, None)
        return canvas, [placement.faces(picture.faces)]

    def camera(self, canvas: Image.Image) -> np.ndarray:
        """Light, colour, blur, noise and compression."""
        rng = self.rng
        if rng.random() < 0.25:
            canvas = canvas.filter(ImageFilter.GaussianBlur(rng.exponential(0.8)))
        if rng.random() < 0.08:
            size = int(rng.choice([3, 5]))
            kernel = np.zeros((size, size))
            kernel[size // 2] = 1
            canvas = canvas.filter(ImageFilter.Kernel((size, size), (kernel if rng.random() < 0.5 else kernel.T).flatten().tolist()))
        if rng.random() < 0.08:
            canvas = canvas.convert("L").convert("RGB")
        if rng.random() < 0.3:
            buffer = io.BytesIO()
            canvas.save(buffer, "JPEG", quality=int(rng.integers(15, 80)))
            canvas = Image.open(buffer).convert("RGB")
        light = np.arange(256) / 255
        light = light ** np.exp(rng.normal(-0.05, 0.2))
        contrast = rng.uniform(0.25, 1.0) if rng.random() < 0.1 else rng.uniform(0.8, 1.2)
        light = (light - 0.5) * contrast + 0.5
        light = light * (rng.uniform(0.12, 0.5) if rng.random() < 0.1 else rng.uniform(0.75, 1.3))
        tables = [np.clip(light * rng.uniform(0.88, 1.12) * 255, 0, 255).astype(np.uint8) for _ in range(3)]
        rgb = np.asarray(canvas.point([int(v) for t in tables for v in t]))
        if rng.random() < 0.3:
            noise = rng.normal(0, rng.uniform(1, 14), rgb.shape).astype(np.float32)
            rgb = np.clip(rgb + noise, 0, 255).astype(np.uint8)
        return rgb
