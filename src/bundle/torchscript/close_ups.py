# TorchScript of nn/close_ups.cpp and of UNet::forward(), which follow the content of each photo and
# so cannot be traced. `look`, `species_odds` and `fuse` are traced; mean and std are attributes.

def span_of(self, counts: Tensor) -> List[int]:
    share = counts.cumsum(0) / counts.sum()
    first = int(share.lt(0.03).sum().item())
    last = int(share.lt(1 - 0.03).sum().item())
    margin = 0.15 * float(last + 1 - first)
    low = float(first) - margin
    high = float(last + 1) + margin
    end = int(high) if high == float(int(high)) else int(high) + 1
    return [int(low) if low > 0 else 0, min(int(counts.size(0)), end)]

def box_of(self, region: Tensor) -> List[int]:
    full = torch.avg_pool2d(region, [3, 3], [1, 1], [1, 1])
    pixels = full.gt(0.99).to(region.dtype)
    if float(pixels.mean().item()) < 0.01:
        empty: List[int] = []
        return empty
    return self.span_of(pixels.sum([0, 1, 3])) + self.span_of(pixels.sum([0, 1, 2]))

def side_of(self, size: float) -> int:
    return 32 * max(1, int(size / 32 + 0.5))

def close_up(self, x: Tensor, box: List[int], shown: Tensor) -> Tensor:
    rows = box[1] - box[0]
    columns = box[3] - box[2]
    mask = shown.narrow(2, box[0], rows).narrow(3, box[2], columns)
    mask = torch.upsample_nearest2d(mask, [4 * rows, 4 * columns], None, None)
    animal = x.narrow(2, 4 * box[0], 4 * rows).narrow(3, 4 * box[2], 4 * columns) * mask
    aspect = float(columns) / float(rows)
    root = max(0.25, min(4.0, aspect)) ** 0.5
    size = [self.side_of(224 / root), self.side_of(224 * root)]
    return torch._upsample_bilinear2d_aa(animal, size, False, None, None)

def close_up_odds(self, x: Tensor, logits: Tensor) -> Tensor:
    classes = torch.avg_pool2d(logits.softmax(1), [4, 4]).argmax(1, True)
    cat = classes.eq(1).to(logits.dtype)
    dog = classes.eq(2).to(logits.dtype)
    cat_box = self.box_of(cat)
    dog_box = self.box_of(dog)
    box = self.box_of(cat + dog)
    none = torch.zeros([1], device=x.device)
    of_cat = none
    of_dog = none
    if len(cat_box) > 0 and len(dog_box) > 0:
        of_cat = self.species_odds(self.close_up(x, cat_box, 1 - dog))
        of_dog = self.species_odds(self.close_up(x, dog_box, 1 - cat))
    # NaN: the whole photo's word counts.
    of_pet = none + float("nan")
    if len(box) > 0:
        of_pet = self.species_odds(self.close_up(x, box, torch.ones_like(cat)))
    return torch.stack([of_pet, of_cat, of_dog])

def forward(self, photos: Tensor) -> Tensor:
    x = (photos - self.mean) / self.std
    logits, evidence = self.look(x)
    odds: List[Tensor] = []
    for i in range(x.size(0)):
        odds.append(self.close_up_odds(x.narrow(0, i, 1), logits.narrow(0, i, 1)))
    return self.fuse(logits, evidence, torch.cat(odds, 1))
