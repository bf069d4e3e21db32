"""The words on the figures, in English and Chinese."""

from __future__ import annotations

from convscope._errors import InputError
from convscope.evaluation.figures._fonts import chinese_family

ENGLISH = {
    "epoch": "epoch",
    "accuracy": "Accuracy",
    "loss": "Loss",
    "training": "training",
    "validation": "validation",
    "reference": "tutorial: {value}",
    "opens": "overfitting opens after epoch {epoch} (validation loss {rise})",
    "closed": "the gap has not opened (validation loss lowest in epoch {epoch})",
    "true class": "true class",
    "predicted class": "predicted class",
    "confusion": "Which class is taken for which",
    "mistakes of": "{wrong:,} of {n:,} images are named wrongly",
    "mistakes": "{wrong:,} mistakes: true → predicted, and how sure the network was",
    "mistakes shown": "The {shown} surest of {wrong:,} mistakes: true → predicted, and how sure the network was",
    "no mistakes": "no mistakes",
    "kernels": "Kernels of layer {name}",
    "kernels shown": "The first {shown} of {count} kernels of layer {name}",
    "bias": "bias {value}",
    "input": "input",
    "maps shown": "first {shown} of {count}",
    "probability": "probability",
    "feature maps": "What each layer makes of one picture",
    "robustness": "Accuracy on distorted pictures",
    "robustness n": "Accuracy on distorted pictures ({n:,} images, 95 % intervals)",
    "shift": "Shift",
    "rotation": "Rotation",
    "scale": "Size",
    "thickness": "Stroke width",
    "noise": "Noise",
    "inversion": "Inversion",
    "shift unit": "pixels",
    "rotation unit": "degrees counter-clockwise",
    "scale unit": "factor",
    "thickness unit": "pixels wider",
    "noise unit": "standard deviation, grey levels",
    "inversion unit": "0 as it was, 1 inverted",
    "reliability": "Is it as sure as it is right?",
    "ece": "expected calibration error {error}",
    "confidence": "probability that the network gives its answer",
    "share right": "share of right answers",
    "perfect": "as sure as right",
    "images": "images",
    "comparison": "Accuracy on {n:,} test images",
    "parameters": "parameters",
    "run": "run",
    "alone": "{name} alone gets right: {count:,}",
}

CHINESE = {
    "epoch": "轮次",
    "accuracy": "准确率",
    "loss": "损失",
    "training": "训练",
    "validation": "验证",
    "reference": "教程：{value}",
    "opens": "第 {epoch} 轮之后开始过拟合（验证损失 {rise}）",
    "closed": "差距没有拉开（验证损失在第 {epoch} 轮最低）",
    "true class": "真实类别",
    "predicted class": "预测类别",
    "confusion": "哪一类被认成了哪一类",
    "mistakes of": "{n:,} 张图中认错 {wrong:,} 张",
    "mistakes": "{wrong:,} 个错误：真实 → 预测，以及网络的把握",
    "mistakes shown": "{wrong:,} 个错误中把握最大的 {shown} 个：真实 → 预测，以及网络的把握",
    "no mistakes": "没有错误",
    "kernels": "{name} 层的卷积核",
    "kernels shown": "{name} 层 {count} 个卷积核中的前 {shown} 个",
    "bias": "偏置 {value}",
    "input": "输入",
    "maps shown": "{count} 个中的前 {shown} 个",
    "probability": "概率",
    "feature maps": "每一层如何看同一张图",
    "robustness": "图像变形后的准确率",
    "robustness n": "图像变形后的准确率（{n:,} 张图，95 % 置信区间）",
    "shift": "平移",
    "rotation": "旋转",
    "scale": "大小",
    "thickness": "笔画粗细",
    "noise": "噪声",
    "inversion": "反色",
    "shift unit": "像素",
    "rotation unit": "度（逆时针）",
    "scale unit": "倍数",
    "thickness unit": "加粗的像素数",
    "noise unit": "标准差（灰度级）",
    "inversion unit": "0 为原图，1 为反色",
    "reliability": "把握与正确率一致吗？",
    "ece": "期望校准误差 {error}",
    "confidence": "网络给出答案的概率",
    "share right": "正确的比例",
    "perfect": "把握与正确率一致",
    "images": "图像数",
    "comparison": "在 {n:,} 张测试图上的准确率",
    "parameters": "参数量",
    "run": "训练",
    "alone": "只有 {name} 认对的：{count:,} 张",
}

LANGUAGES = {"en": ENGLISH, "zh": CHINESE}


def words(language: str) -> dict[str, str]:
    """Give the words of `language`; English where Chinese is asked for and no font can draw it.

    Raises:
        InputError: the language is neither "en" nor "zh".
    """
    if language not in LANGUAGES:
        raise InputError("a language must be en or zh", found=repr(language), todo="choose one of the two")
    if language == "zh" and chinese_family() is None:
        return ENGLISH
    return LANGUAGES[language]
