"""The networks of petseg in plain PyTorch, as the reference that the C++ ones are held against: no
folding, no kernels of our own, NCHW. Names of parameters are those of torchvision, of the published
file (EfficientNet-Lite0), or petseg's own; UNet(model) has the state dict of a saved model."""
import math

import torch
import torch.nn.functional as F
from torch import nn

CAT, DOG = 1, 2


class SameConv2d(nn.Conv2d):
    """TensorFlow's "SAME" padding, for any size."""

    def __init__(self, channels_in, channels_out, kernel, stride=1, groups=1):
        super().__init__(channels_in, channels_out, kernel, stride, groups=groups, bias=False)

    def forward(self, x):
        pads = []
        for n in (x.shape[-1], x.shape[-2]):
            total = max((-(-n // self.stride[0]) - 1) * self.stride[0] + self.kernel_size[0] - n, 0)
            pads += [total // 2, total - total // 2]
        return super().forward(F.pad(x, pads))


class Lite0Block(nn.Module):
    def __init__(self, channels_in, channels_out, kernel, stride, expansion):
        super().__init__()
        middle = channels_in * expansion
        norm = {"eps": 1e-3, "momentum": 0.01}
        self.stride, self.expands = stride, expansion > 1
        if self.expands:
            self._expand_conv = SameConv2d(channels_in, middle, 1)
            self._bn0 = nn.BatchNorm2d(middle, **norm)
        self._depthwise_conv = SameConv2d(middle, middle, kernel, stride, middle)
        self._bn1 = nn.BatchNorm2d(middle, **norm)
        self._project_conv = SameConv2d(middle, channels_out, 1)
        self._bn2 = nn.BatchNorm2d(channels_out, **norm)

    def forward(self, x):
        y = F.relu6(self._bn0(self._expand_conv(x))) if self.expands else x
        y = F.relu6(self._bn1(self._depthwise_conv(y)))
        y = self._bn2(self._project_conv(y))
        return x + y if x.shape == y.shape else y


class EfficientNetLite0(nn.Module):
    channels = [16, 24, 40, 112, 320]
    decoder = [128, 64, 48, 32]
    half_size = True
    stages = [(1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80),
              (3, 5, 1, 6, 112), (4, 5, 2, 6, 192), (1, 3, 1, 6, 320)]

    def __init__(self):
        super().__init__()
        self._conv_stem = SameConv2d(3, 32, 3, 2)
        self._bn0 = nn.BatchNorm2d(32, eps=1e-3, momentum=0.01)
        self._blocks = nn.ModuleList()
        channels_in = 32
        for repeats, kernel, stride, expansion, channels in self.stages:
            for i in range(repeats):
                self._blocks.append(Lite0Block(channels_in, channels, kernel,
                                               stride if i == 0 else 1, expansion))
                channels_in = channels

    def forward(self, x):
        x = F.relu6(self._bn0(self._conv_stem(x)))
        taps = []
        for block in self._blocks:
            if block.stride == 2:
                taps.append(x)
            x = block(x)
        return taps + [x]


class Lite0Classifier(EfficientNetLite0):
    """What the published network says of species, from the features at 1/4 on; never in train mode."""

    def __init__(self):
        super().__init__()
        self._conv_head = SameConv2d(320, 1280, 1)
        self._bn1 = nn.BatchNorm2d(1280, eps=1e-3, momentum=0.01)
        self._fc = nn.Linear(1280, 1000)
        self.requires_grad_(False)

    def train(self, mode=True):
        return super().train(False)

    def forward(self, quarter):
        x = quarter.detach()
        seen = 0
        for block in self._blocks:
            seen += block.stride == 2
            x = block(x) if seen >= 2 else x
        head = F.relu6(self._bn1(self._conv_head(x)))
        fc = self._fc.weight[:, :, None, None]
        here = self.log_probs(F.conv2d(head, fc, self._fc.bias))
        overall = self.log_probs(F.conv2d(head.mean((2, 3), keepdim=True), fc, self._fc.bias))
        return torch.cat([here, overall.expand_as(here)], 1)

    @staticmethod
    def log_probs(logits):
        """[N, 1000, h, w] → [N, 3, h, w]: log of the mean probability of cats, of dogs, of others."""
        log_probs = logits.log_softmax(1)
        cat, dog = range(281, 286), range(151, 269)
        other = [c for c in range(1000) if c not in cat and c not in dog]
        groups = [log_probs[:, list(group)].logsumexp(1, keepdim=True) - math.log(len(group))
                  for group in (cat, dog, other)]
        return torch.cat(groups, 1).clamp(min=-10) / 10


def mean_around(values, weights, sigma):
    """Means over all positions, weighted by `weights` and by a Gaussian of the distance. [N, h, w]."""
    height, width = values.shape[1:]
    y, x = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    dy = (y.flatten()[:, None] - y.flatten()).abs()
    dx = (x.flatten()[:, None] - x.flatten()).abs()
    gauss = torch.exp((dy**2 + dx**2).to(values.dtype) / (-2 * sigma**2))
    reach = int(2 * sigma) + 1
    gauss = gauss * ((dy <= reach) & (dx <= reach))
    sums = [part.flatten(1) @ gauss for part in (values * weights, weights)]
    return (sums[0] / sums[1]).view_as(values)


def span(counts):
    """First and last + 1 position of a region by its pixels at each: 3 % cut off at both ends, then a
    margin of 15 %."""
    share = counts.cumsum(0) / counts.sum()
    first, end = int((share < 0.03).sum()), int((share < 0.97).sum()) + 1
    margin = 0.15 * (end - first)
    return max(0, math.floor(first - margin)), min(len(counts), math.ceil(end + margin))


def box_of(region):
    """Where its inner pixels are; None when they are less than 1 % of the photo."""
    inner = (F.avg_pool2d(region, 3, 1, 1) > 0.99).float()
    return (span(inner.sum((0, 1, 3))), span(inner.sum((0, 1, 2)))) if inner.mean() >= 0.01 else None


def close_up(image, box, hidden):
    (top, bottom), (left, right) = box
    shown = 1 - hidden.repeat_interleave(4, 2).repeat_interleave(4, 3)
    view = (image * shown)[:, :, 4 * top:4 * bottom, 4 * left:4 * right]
    root = math.sqrt(min(max((right - left) / (bottom - top), 0.25), 4))
    size = [32 * max(1, round(side / 32)) for side in (224 / root, 224 * root)]
    return F.interpolate(view, size, mode="bilinear", antialias=True)


def close_ups(image, logits):
    """[1, 3, H, W] → all that is pet; the cat and the dog on their own; None where there is none."""
    classes = F.avg_pool2d(logits.softmax(1), 4).argmax(1, keepdim=True)
    cat, dog = ((classes == species).float() for species in (CAT, DOG))
    boxes = [box_of(region) for region in (cat + dog, cat, dog)]
    if not (boxes[1] and boxes[2]):
        boxes[1:] = [None, None]
    return [close_up(image, box, hidden) if box else None
            for box, hidden in zip(boxes, (torch.zeros_like(cat), dog, cat))]


def both_sure(cat, dog, sure):
    return torch.sigmoid(4 * (torch.minimum(cat, -dog) - sure))[:, None, None]


def apply_evidence(logits, evidence, seen):
    """The odds of cat against dog, times powers of the classifier's: of the surroundings where it is
    sure of both species somewhere; less so where it is only in close-ups; else mostly of the
    close-up of all that is pet. seen: log odds of cat against dog in close_ups(), [N, 3]."""
    cat_here, dog_here = (10 * evidence).unbind(1)[:2]
    here = cat_here - dog_here
    pet_here = 1 - F.avg_pool2d(logits.softmax(1)[:, :1], 32)[:, 0]
    near, far = (mean_around(here, pet_here**2 + 1e-3, sigma) for sigma in (2, 3))
    far = torch.where(pet_here > 0.5, far, torch.zeros_like(far))
    shows_both = both_sure(far.amax((1, 2)), far.amin((1, 2)), 3)
    has_both = both_sure(seen[:, 1], seen[:, 2], 1.5)
    of_one = 2 * near + 4 * seen[:, :1, None]
    odds = shows_both * 4 * near + (1 - shows_both) * (has_both * near + (1 - has_both) * of_one)
    odds = F.interpolate(odds[:, None], scale_factor=32, mode="bilinear")[:, 0]
    pet = torch.logaddexp(logits[:, CAT], logits[:, DOG])
    fused = logits[:, CAT] - logits[:, DOG] + odds
    return torch.stack([logits[:, 0], pet + F.logsigmoid(fused), pet + F.logsigmoid(-fused)], 1)


class BasicBlock(nn.Module):
    def __init__(self, channels_in, channels_out, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels_in, channels_out, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels_out)
        self.conv2 = nn.Conv2d(channels_out, channels_out, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels_out)
        self.downsample = None
        if stride != 1 or channels_in != channels_out:
            self.downsample = nn.Sequential(
                nn.Conv2d(channels_in, channels_out, 1, stride, bias=False),
                nn.BatchNorm2d(channels_out))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + (self.downsample(x) if self.downsample else x))


class ResNet(nn.Module):
    channels = [64, 64, 128, 256, 512]
    decoder = [256, 128, 64, 32]
    half_size = True

    def __init__(self, repeats):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        channels_in = 64
        for i, channels in enumerate(self.channels[1:]):
            blocks = []
            for k in range(repeats[i]):
                blocks.append(BasicBlock(channels_in, channels, 2 if i > 0 and k == 0 else 1))
                channels_in = channels
            setattr(self, f"layer{i + 1}", nn.Sequential(*blocks))

    def forward(self, x):
        taps = [F.relu(self.bn1(self.conv1(x)))]
        x = F.max_pool2d(taps[0], 3, 2, 1)
        for layer in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = layer(x)
            taps.append(x)
        return taps


def conv_bn_relu6(channels_in, channels_out, kernel, stride=1, groups=1):
    return nn.Sequential(
        nn.Conv2d(channels_in, channels_out, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(channels_out), nn.ReLU6())


class InvertedResidual(nn.Module):
    def __init__(self, channels_in, channels_out, stride, expansion):
        super().__init__()
        middle = channels_in * expansion
        expand = [conv_bn_relu6(channels_in, middle, 1)] if expansion > 1 else []
        self.stride = stride
        self.conv = nn.Sequential(*expand, conv_bn_relu6(middle, middle, 3, stride, middle),
                                  nn.Conv2d(middle, channels_out, 1, bias=False),
                                  nn.BatchNorm2d(channels_out))

    def forward(self, x):
        y = self.conv(x)
        return x + y if x.shape == y.shape else y


class MobileNetV2(nn.Module):
    channels = [16, 24, 32, 96, 320]
    decoder = [128, 64, 48, 32]
    half_size = True
    stages = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1),
              (6, 160, 3, 2), (6, 320, 1, 1)]

    def __init__(self):
        super().__init__()
        self.features = nn.ModuleList([conv_bn_relu6(3, 32, 3, 2)])
        channels_in = 32
        for expansion, channels, repeats, stride in self.stages:
            for i in range(repeats):
                self.features.append(
                    InvertedResidual(channels_in, channels, stride if i == 0 else 1, expansion))
                channels_in = channels

    def forward(self, x):
        x = self.features[0](x)
        taps = []
        for block in self.features[1:]:
            if block.stride == 2:
                taps.append(x)
            x = block(x)
        return taps + [x]


class VGG16(nn.Module):
    channels = [64, 128, 256, 512, 512]
    decoder = [256, 128, 64, 32]
    half_size = False

    def __init__(self):
        super().__init__()
        layers = []
        channels_in = 3
        for channels, convolutions in zip(self.channels, (2, 2, 3, 3, 3)):
            for _ in range(convolutions):
                layers += [nn.Conv2d(channels_in, channels, 3, padding=1), nn.ReLU()]
                channels_in = channels
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)

    def forward(self, x):
        taps = []
        for layer in self.features:
            if isinstance(layer, nn.MaxPool2d):
                taps.append(x)
            x = layer(x)
        return taps


class DoubleConv(nn.Module):
    def __init__(self, channels_in, channels_out):
        super().__init__()
        self.conv1 = nn.Conv2d(channels_in, channels_out, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels_out)
        self.conv2 = nn.Conv2d(channels_out, channels_out, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels_out)

    def forward(self, x):
        return F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))))


class PlainEncoder(nn.Module):
    channels = [32, 64, 128, 256, 512]
    decoder = [256, 128, 64, 32]
    half_size = False

    def __init__(self):
        super().__init__()
        ins = [3] + self.channels
        self.blocks = nn.ModuleList([DoubleConv(a, b) for a, b in zip(ins, self.channels)])

    def forward(self, x):
        taps = []
        for i, block in enumerate(self.blocks):
            x = block(F.max_pool2d(x, 2) if i > 0 else x)
            taps.append(x)
        return taps


class DecoderStage(DoubleConv):
    def __init__(self, channels_in, skip, channels_out, upsampling):
        transposed = upsampling == "transposed"
        super().__init__((channels_out if transposed else channels_in) + skip, channels_out)
        self.upsampling = upsampling
        if transposed:
            self.up = nn.ConvTranspose2d(channels_in, channels_out, 2, 2)

    def forward(self, x, skip):
        up = self.up(x) if self.upsampling == "transposed" else \
            F.interpolate(x, scale_factor=2, mode=self.upsampling)
        return super().forward(torch.cat([up, skip], 1))


class UNet(nn.Module):
    """forward() gives the encoder's taps and the logits. Without dropout."""

    def __init__(self, model, upsampling="bilinear"):
        super().__init__()
        self.encoder = ENCODERS[model]()
        self.classifier = Lite0Classifier() if model == "EfficientNetLite0-Unet" else None
        channels_in = self.encoder.channels[-1] + (6 if self.classifier else 0)
        self.decoder = nn.ModuleList()
        for skip, channels in zip(self.encoder.channels[-2::-1], self.encoder.decoder):
            self.decoder.append(DecoderStage(channels_in, skip, channels, upsampling))
            channels_in = channels
        self.head = nn.Conv2d(channels_in, 3, 1)

    def forward(self, x):
        taps = self.encoder(x)
        y = taps[-1]
        if self.classifier:
            evidence = self.classifier(taps[1])
            y = torch.cat([y, evidence], 1)
        for stage, skip in zip(self.decoder, taps[-2::-1]):
            y = stage(y, skip)
        logits = self.head(y)
        if self.encoder.half_size:
            logits = F.interpolate(logits, scale_factor=2, mode="bilinear")
        if self.classifier and not self.training:
            logits = apply_evidence(logits, evidence, self.look_closer(x, logits, evidence))
        return taps, logits

    def look_closer(self, x, logits, evidence):
        odds = torch.zeros(len(x), 3, dtype=logits.dtype)
        odds[:, 0] = 10 * (evidence[:, 3] - evidence[:, 4])[:, 0, 0]
        for i in range(len(x)):
            for j, view in enumerate(close_ups(x[i:i + 1], logits[i:i + 1])):
                if view is not None:
                    found = 10 * self.classifier(self.encoder(view)[1])[0, :, 0, 0]
                    odds[i, j] = found[3] - found[4]
        return odds


ENCODERS = {
    "EfficientNetLite0-Unet": EfficientNetLite0,
    "MobileNetV2-Unet": MobileNetV2,
    "ResNet18-Unet": lambda: ResNet((2, 2, 2, 2)),
    "ResNet34-Unet": lambda: ResNet((3, 4, 6, 3)),
    "VGG16-Unet": VGG16,
    "Unet": PlainEncoder,
}
