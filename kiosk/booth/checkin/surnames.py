"""Lay the hundred commonest surnames out so that people find theirs."""

from __future__ import annotations

BY_INITIAL = {
    "B": "白",
    "C": "蔡曹陈程崔",
    "D": "戴邓丁董杜段",
    "F": "范方冯付",
    "G": "高龚顾郭",
    "H": "韩郝何贺侯胡黄",
    "J": "贾江姜蒋金",
    "K": "孔",
    "L": "雷黎李梁廖林刘龙卢陆吕罗",
    "M": "马毛孟莫",
    "P": "潘彭",
    "Q": "钱秦覃邱",
    "R": "任",
    "S": "邵沈石史宋苏孙",
    "T": "谭汤唐陶田",
    "W": "万汪王韦魏吴武",
    "X": "夏向肖谢熊徐许薛",
    "Y": "闫严杨姚叶尹于余袁",
    "Z": "曾张赵郑钟周朱邹",
}
"""The surnames of `rules.SURNAMES` by the first letter of their pinyin."""
