"""The sums that `convscope summary` writes out."""

from __future__ import annotations

import re

import keras
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers

from convscope.recipes import arithmetic, get_recipe


def lines_of(layer: keras.Layer, *shape: int) -> list[str]:
    model = keras.Sequential([keras.Input(shape), layer])
    return list(arithmetic(model)[0].lines)


def test_the_tutorials_sums():
    recipe = get_recipe("tutorial")
    sums = arithmetic(recipe.build((28, 28, 1), 10, recipe.choices))
    assert sums[0].lines == (
        "parameters 3*3*1*4+4 = 40",
        "size       28 -> (28+2*1-3)/1+1 = 28",
        "output     28 x 28 x 4",
    )
    assert sums[1].lines == ("parameters none", "size       28 -> (28-2)/2+1 = 14", "output     14 x 14 x 4")
    assert sums[2].lines[0] == "parameters 3*3*4*8+8 = 296"
    assert sums[4].lines[0] == "parameters 3*3*8*16+16 = 1,168"
    assert sums[5].lines[1] == "size       7*7*16 = 784"
    assert [one.lines[0] for one in sums if one.kind == "Dense"] == [
        "parameters 784*784+784 = 615,440",
        "parameters 784*100+100 = 78,500",
        "parameters 100*10+10 = 1,010",
    ]
    assert sum(one.parameters for one in sums) == 696_454


SIZE = re.compile(r"(?:size|height|width) +(?P<size>\d+) -> (?P<sum>.+) = (?P<after>\d+)")


def check_sides(lines: list[str], output: tuple[int, ...]) -> None:
    """Work out each line's sum and compare it with Keras's own shape."""
    sides = [SIZE.fullmatch(line) for line in lines if line.startswith(("size", "height", "width"))]
    assert sides
    for match, after in zip(sides, (output[0], output[1]), strict=False):
        assert match is not None
        assert int(match["after"]) == after
        # "floor((28-3)/2)+1": what is not to be rounded down must come out even.
        worked = re.sub(r"floor\((.+?)\)/(\d+)\)", r"(\1)//\2)", match["sum"].replace("floor((", "floor(("))
        worked = worked.replace("floor", "")
        assert int(eval(worked, {"__builtins__": {}})) == after, match.group()
        assert eval(worked, {"__builtins__": {}}) == after, match.group()
    if len(sides) == 1:
        assert output[0] == output[1]


@settings(max_examples=40, deadline=None)
@given(
    height=st.integers(1, 40),
    width=st.integers(1, 40),
    kernel=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    stride=st.integers(1, 4),
    dilation=st.integers(1, 3),
    padding=st.sampled_from(["same", "valid"]),
)
def test_a_convolutions_size_is_keras(*, height, width, kernel, stride, dilation, padding):
    if stride > 1:
        dilation = 1  # Keras refuses both at once
    reach = [(side - 1) * dilation + 1 for side in kernel]
    if padding == "valid" and (reach[0] > height or reach[1] > width):
        return
    layer = layers.Conv2D(
        2, kernel, kernel_initializer="zeros", strides=stride, dilation_rate=dilation, padding=padding
    )
    lines = lines_of(layer, height, width, 1)
    check_sides(lines, layer.output.shape[1:3])
    assert lines[0] == f"parameters {kernel[0]}*{kernel[1]}*1*2+2 = {layer.count_params()}"


@settings(max_examples=30, deadline=None)
@given(
    size=st.integers(2, 40),
    pool=st.integers(1, 4),
    stride=st.none() | st.integers(1, 4),
    padding=st.sampled_from(["same", "valid"]),
    kind=st.sampled_from([layers.MaxPooling2D, layers.AveragePooling2D]),
)
def test_a_poolings_size_is_keras(size, pool, stride, padding, kind):
    if padding == "valid" and pool > size:
        return
    layer = kind(pool, strides=stride, padding=padding)
    check_sides(lines_of(layer, size, size, 1), layer.output.shape[1:3])


@settings(max_examples=8, deadline=None)
@given(
    channels=st.integers(1, 4),
    multiplier=st.integers(1, 3),
    filters=st.integers(1, 5),
    bias=st.booleans(),
    groups=st.integers(1, 3),
)
def test_the_parameters_written_out_come_to_keras_count(channels, multiplier, filters, bias, groups):
    for layer in (
        layers.DepthwiseConv2D(3, depthwise_initializer="zeros", depth_multiplier=multiplier, use_bias=bias),
        layers.SeparableConv2D(
            filters,
            (3, 2),
            depthwise_initializer="zeros",
            pointwise_initializer="zeros",
            depth_multiplier=multiplier,
            use_bias=bias,
        ),
        layers.Conv2D(filters * groups, 2, kernel_initializer="zeros", groups=groups, use_bias=bias),
    ):
        lines = lines_of(layer, 6, 6, channels * groups)
        written, count = lines[0].removeprefix("parameters ").split(" = ")
        assert eval(written, {"__builtins__": {}}) == layer.count_params()
        assert count == f"{layer.count_params():,}"


def test_batch_normalization_counts_what_is_not_trained():
    lines = lines_of(layers.BatchNormalization(), 4, 4, 6)
    assert lines[0] == "parameters 2*6+2*6 = 24 (mean and variance, 2*6, are counted, not trained)"


def test_a_layer_without_sums_still_tells_its_output():
    lines = lines_of(layers.LayerNormalization(), 4, 4, 6)
    assert lines == ["parameters 12", "output     4 x 4 x 6"]


def test_a_layer_used_twice_and_a_network_within_a_network():
    shared = layers.Conv2D(2, 3, padding="same", name="shared")
    image = keras.Input((8, 8, 2))
    inner = keras.Sequential([keras.Input((8, 8, 2)), layers.Flatten()], name="inner")
    model = keras.Model(image, inner(layers.Add()([shared(image), shared(shared(image))])))
    sums = {one.name: one for one in arithmetic(model)}
    assert sums["shared"].parameters == 38
    assert sums["inner"].shape == (128,)
