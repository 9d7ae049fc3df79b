"""Build static/keyboard/pinyin.txt, the word index of the on-screen keyboard.

Run it by hand when the words below change; booths only read the finished file:

    pip install pypinyin==0.55.0 jieba==0.42.1
    python tests/keyboard/build_index.py

Words and their frequencies come from jieba's dict.txt (MIT licence, Sun Junyi), readings from
pypinyin (MIT licence, mozillazg and contributors). Both are needed only here. The output depends
on nothing but their versions and this file, so building twice gives the same bytes.

The format is UTF-8 text of two parts, which `parseIndex` in pinyin.js reads:

    a 阿啊锕          every character once, under its usual reading
    (an empty line)
    45 在             words by cost in tenths of a nat, -ln(probability); the commonest first
    92 重庆:chong'qing 了:liao     a reading is spelled out only where it is not the usual one
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from pypinyin import Style, lazy_pinyin
from pypinyin import pinyin as readings_of

TARGET = Path(__file__).parents[2] / "static" / "keyboard" / "pinyin.txt"

WORD_COUNT = 36_000
"""Words of two to four characters taken from jieba; single characters come on top."""

NAME_CHARACTERS = (
    "㐂䶮堃喆昇淼犇骉焱垚燚玥珺珅琲瑀瑄璟曌翀翾婳婠嬿祎禛禤颋烜煊煐燊炘晞暠暄昉旻晟祐祜"
    "甯昺昪晙暐曈朦梓栩桢棽槿槟樾沄沚泓洺浠涢淏湉湜溦滢漪潆澍澔瀚珏珂珈琇琬琰瑢璇璐璿"
    "甦畯皓皞盺睿瞳碁禔秾竑笪筠箐粲綦翊翙翚耘聿芃苡茜荇莜菡葳蒨蓁蔚蕤薇藜蘅赟逯邗邰郗郜"
    "郯鄢鄞鄯醍钊钰铄铖锃锜锟锳镕镡闫闵阚陟隽雱霈霏霭靖靳靓韫韬韡顼颀颉颢飏飚馥骁骅骐骞鹂"
    "麒麾麟龑龢昫翃弢叡堉塬奭妘妤姝姞娉娅娣婕媖嫄嫘孖孜孟寔峄峣崟嵘嵚岍巍彧徕忞怡怿恺悫"
    "惇惠愔愫慜憬懋戬扆挈揆攸敉斐斓旖昀昱昳晁晗晢晫晔暕暻杲枔栎栴桦梣楒榕橦橹欤欥歆毓沅"
    "泠泮洮洵浔浛涑涵淇淙渼渟湲溍溱滟潼濛灏炅炜炫炻烨焓焜熙熠熹燏爔牧犟玎玙玚玹珣珧珩珮"
    "珽琛琤琦琨琪琮琯琳瑗瑛瑜瑭瑶瑾璋璎璞瓒"
)
"""Characters seen in given names, many of them outside GB 2312."""

NAME_FREQUENCY = 60
"""The least frequency of those, so that they do not stand behind every rarity."""

READINGS = {
    "㐂": "xi",
    "佛": "fo",
    "嗯": "en",
    "唔": "wu",
    "诶": "ei",
    "欸": "ei",
    "哼": "heng",
    "呣": "mou",
}
"""Usual readings that pypinyin lacks, or gives in a form which nobody types."""

READ_AS = {
    word: reading.split("'")
    for word, reading in (
        ("太长", "tai'chang"),
        ("太长了", "tai'chang'le"),
        ("时间太长", "shi'jian'tai'chang"),
        ("寻思", "xun'si"),
    )
}
"""Words that pypinyin reads otherwise than people do."""

SECOND_READINGS = """
    谁shei 这zhei 那nei 哪nei 地de 得dei 着zhao 单shan 解xie 仇qiu 区ou 查zha 曾zeng 曾ceng 朴piao
    盖ge 召shao 乐yue 员yun 覃qin 折she 翟zhai 翟di 缪miao 尉yu 长zhang 任ren 万mo 俟qi 洗xian
    黑he 逄pang 句gou 蚌beng 秘bi 种chong 繁po 冼xian 那na 宓fu 燕yan 华hua 过guo 车ju 都du 会kuai
    吓he 血xie 熟shou 色shai 剥bao 薄bao 给ji 角jue 露lou 落la 没mo 什shi 似shi 相xiang
"""
"""Readings of surnames and of speech which the words alone would not show to be common."""

# Frequencies on jieba's scale, where 社区 has 6115 and 民警 only 393: the words of an Open Day.
DOMAIN = {
    2_000_000: "的",
    200_000: "你 您 很 好 请 吗",
    20_000: """
        谢谢 民警 你好 您好 满意 很好 非常 感谢 警察 辛苦了 谢谢你们 派出所 社区 服务 微信 手机
        一个 师傅 收到 这是 那是
    """,
    8_000: """
        公安 公安局 交警 辅警 特警 刑警 社区民警 户籍民警 警务 警务室 警务站 警营 开放日 反诈 诈骗
        电信诈骗 反诈中心 治安 辖区 消防 消防员 报警 报案 出警 接警 巡逻 值班 户籍 户口 户口本
        身份证 居住证 驾驶证 驾照 行驶证 出入境 护照 签证 通行证 办证 办事 办理 窗口 服务态度 态度
        红绿灯 电动车 电瓶车 头盔 安全带 斑马线 停车 停车位 车位 违停 乱停车 违章 闯红灯 逆行 酒驾
        醉驾 超速 车祸 交通 交通安全 交通事故 拥堵 堵车 人行道 非机动车道 限速 监控 摄像头 路灯
        小区 物业 噪音 扰民 广场舞 养狗 遛狗 狗绳 小偷 偷盗 被盗 盗窃 打架 纠纷 调解 家暴 赌博
        吸毒 毒品 禁毒 黑车 举报 投诉 建议 表扬 咨询 意见 反馈 线索 锦旗 志愿者 刷单 网贷 杀猪盘
        验证码 转账 银行卡 二维码 扫码 密码 骗子 骗钱 被骗 冒充 客服 快递 外卖 骑手 直播 网购
        支付宝 抖音 短视频 群聊 朋友圈 公众号 小程序 链接 短信 来电 陌生 老人 小孩 孩子 未成年人
        学生 家长 学校 幼儿园 小学 中学 接送 护学岗 防溺水 走失 救助 警犬 警车 警服 无人机 机器人
        枪械 展示 演示 体验 参观 签到 讲解 礼品 活动 主办 热心 耐心 细心 贴心 专业 高效 及时 认真
        负责 温暖 亲切 周到 方便 快捷 便民 为民 给力 点赞 安全感 获得感 幸福感 满意度 很满意
        非常满意 不满意 态度好 服务好 服务很好 态度很好 辛苦 加油 平安 守护 平安平湖 人民警察
        为人民服务
    """,
    5_000: """
        平湖 平湖市 平湖市公安局 嘉兴 嘉兴市 浙江 浙江省 当湖 当湖街道 钟埭 钟埭街道 曹桥 曹桥街道
        乍浦 乍浦镇 新埭 新埭镇 新仓 新仓镇 独山港 独山港镇 广陈 广陈镇 林埭 林埭镇 东湖
        经济开发区 城关 街道 居委会 村委会 网格员 新居民 海盐 嘉善 海宁 桐乡 金山 上海 杭州 希望
        希望你们 谢谢民警 谢谢警察 谢谢您 感谢你们 多谢 你们 我们 大家 民警辛苦了 你们辛苦了
        警察叔叔 警察阿姨 警察辛苦了 继续努力 越来越好 再接再厉 多一些 多一点 多巡逻 多宣传
        什么时候 怎么办 怎么样 在哪里 多少钱 能不能 可不可以 可以吗 好不好 为什么 拴绳 不拴绳 牵绳
        放烟花 渣土车 夜间施工 施工 工地 表扬信 不亮 可疑 上当 上当受骗 网安 千块 百块 万块 多块钱
        块钱 楼上 邻居 吵架 跳广场舞 喇叭 鸣笛 飙车 拆迁 垃圾 垃圾车 楼梯 出租房 房东 租客 房客
        黑中介 工资 欠薪 讨薪 老赖 帮我 帮我们 帮忙 接到 接到了 太长 太长了 时间太长 太久 太远
        太短 太少 太多 太小 太贵 不戴 戴头盔 不戴头盔 有时候 有没有 是不是 要不要 会不会 好像 经常
        总是 一直 每天 天天 民警同志 警察同志 同志 很吵 太吵 太吵了 很热情 很耐心 很快 很慢 太慢
        乱停 乱放 乱停乱放 有点 有一点 不太 没有 没什么 没问题 不知道 不方便 太慢了 太久了 排队
        排队时间 等太久 人太多
    """,
    3_000: """
        停车难 夜间 晚上 凌晨 周末 双休日 上下班 高峰期 红灯 绿灯 黄灯 路口 拐弯 转弯 大货车 货车
        三轮车 摩托车 自行车 共享单车 炸街 烟花 爆竹 火灾 灭火器 充电 飞线充电 楼道 电梯 高空抛物
        失物招领 钱包 钥匙 丢了 找回 捡到 联系 联系方式 电话 电话号码 号码 地址 姓名 回复 答复
        楼下 门口 附近 旁边 超市 菜场 菜市场 医院 车站 高铁站 公交车 公园 广场 工业园 厂里 打工
        外地人 本地人 落户 迁户口 上户口 暂住证 新生儿 改名 补办 换证 年检 扣分 罚款 罚单 过期
        过期了 拍照 拍照片 打不通 视线 声音 公园里 小区里 学校里 路边 路上 楼里 车里 负责任 欢迎
        支持 校园 报警电话 平安顺利 一切顺利 祝 养的 养了
    """,
}

SPOKEN_FREQUENCY = 2_500
SPOKEN = (
    (
        "很 太 真 不 不太 好 更 最",
        """
            好 大 小 多 少 快 慢 吵 堵 棒 乱 亮 暗 远 近 高 低 贵 脏 差 累 难 窄 挤 热 冷 美 安全
            方便 清楚 满意 及时 热情 耐心 专业 干净 整齐 危险 辛苦 容易 文明 礼貌 负责 有用 有趣
            有意思 开心 放心 担心 喜欢 感动
        """,
    ),
    (
        "一 两 三 几 这 那 每 哪",
        "个 条 次 件 位 名 辆 块 年 天 点 些 种 家 户 张 段 处 遍",
    ),
    (
        "上 下",
        "个 个月 次 周 午 班",
    ),
    (
        "讲 讲解 介绍 说 做 办 处理 解决 管 服务 跑 来 等",
        "得 得很 得很好 得太",
    ),
    (
        """
            王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 高 林 罗 郑 梁 谢 宋 唐 许 邓 韩 冯
            曹 彭 肖 田 董 潘 袁 蔡 蒋 余 于 杜 叶 程 魏 苏 吕 丁 任 卢 姚 沈 钟 姜 崔 谭 陆 范 汪
            廖 石 金 戴 贾 韦 夏 邱 方 侯 邹 熊 孟 秦 白 江 顾 俞 倪 费 屠 钱 毛
        """,
        "先生 女士 警官 师傅 阿姨 老师",
    ),
    (
        "我 你 您 他 她 我们 你们 他们",
        "的 是 想 要 有 在 家 被 说 看 去 来 会 能 叫 觉得 希望 住 也 都",
    ),
    (
        "没 没有 有 还有",
        "人 路灯 监控 车位 红绿灯 人管 办法 时间 问题 意见 建议 证据",
    ),
    (
        """
            看到 看见 遇到 碰到 收到 接到 听到 找到 学到 打到 等到 查到 买到 丢 走丢 找回 被骗
            报警 办 办好 修 修好 坏 住 去 来 走 停 开 吃 给 换 说 问 做
        """,
        "了 过",
    ),
    (
        "问 看 说 等 查 管 修 改 帮 处理 了解 咨询 解决 加强 联系",
        "一下",
    ),
)
"""Pairs that people say but no dictionary lists, so that 很 wins before 吵 and 了 after 收到."""

LEFT_OUT = """
    妈的 他妈的 他妈 你妈 狗日 狗日的 王八蛋 混蛋 妓女 妓院 嫖客 做爱 性交 性欲 阴茎 阴道 阴户
    阴部 乳房 乳头 裸体 手淫 强奸 轮奸 奸淫 淫荡 淫秽 色情 婊子 屁股 屁眼 龟头 射精 精液 高潮迭起
    睾丸 生殖器 性行为 性生活 性关系 性爱 淫妇 淫乱 奸夫 娼妓 卖淫 嫖娼 勃起 交配 交媾 肉体 胸脯
    大便 小便 放屁 狗屁 他娘的 他娘 贱人 贱货 骚货 奶头 奶子 下体 屁话 杂种 野种 畜生 鬼子
"""
"""Not offered unasked on a screen before children; character by character they can be written."""


def main() -> None:
    """Write the index and say what is in it."""
    characters = known_characters()
    frequencies = word_frequencies(characters)
    usual, entries = with_readings(characters, frequencies)
    TARGET.write_text(index_text(usual, entries), encoding="utf-8", newline="\n")
    words = sum(len(text) > 1 for text, _ in entries)
    print(f"{TARGET.name}: {len(usual)} characters, {words} words, {TARGET.stat().st_size} bytes")


def known_characters() -> set[str]:
    """Return GB 2312 levels 1 and 2 (6763 characters) and those seen in names."""
    found = set(NAME_CHARACTERS) | set("".join(READINGS))
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                found.add(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return found


def word_frequencies(characters: set[str]) -> dict[str, int]:
    """Return the frequency of each character, of the commonest words and of the Open Day's."""
    singles = dict.fromkeys(characters, 1)
    left_out = set(LEFT_OUT.split())
    words: dict[str, int] = {}
    for line in files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines():
        word, count, kind = line.split(" ")
        if not characters.issuperset(word) or word in left_out:
            continue
        if len(word) == 1:
            # The table is too kind to characters of GB 2312's second level, the rarer half.
            is_rare = word.encode("gb18030") >= "亍".encode("gb18030")
            singles[word] = max(1, int(count) // (5 if is_rare else 1))
        elif len(word) <= 4:
            # Transliterated foreign names are common in the news, not at a booth.
            words[word] = max(1, int(count) // (5 if kind == "nrt" else 1))
    for one in NAME_CHARACTERS:
        singles[one] = max(singles[one], NAME_FREQUENCY)
    commonest = sorted(words.items(), key=lambda item: (-item[1], item[0]))[:WORD_COUNT]
    chosen = singles | dict(commonest)
    for word, weight in [*domain(), *spoken()]:
        chosen[word] = max(chosen.get(word, 0), weight)
    return chosen


def domain() -> Iterable[tuple[str, int]]:
    """Yield the words of an Open Day."""
    for weight, words in DOMAIN.items():
        for word in words.split():
            yield word, weight


def spoken() -> Iterable[tuple[str, int]]:
    """Yield the spoken pairs; the first words stand in order, the commonest first."""
    for firsts, seconds in SPOKEN:
        for place, first in enumerate(firsts.split()):
            for second in seconds.split():
                yield first + second, SPOKEN_FREQUENCY * 20 // (20 + place)


def with_readings(
    characters: set[str], frequencies: dict[str, int]
) -> tuple[dict[str, str], list[tuple[str, int]]]:
    """Return each character's usual reading, and all entries (`word` or `word:reading`)."""
    usual = {one: usual_reading(one) for one in characters}
    heard: dict[str, Counter[str]] = defaultdict(Counter)
    entries = []
    for word, count in frequencies.items():
        if len(word) == 1:
            continue
        read = READ_AS.get(word) or [typed(part) for part in lazy_pinyin(word)]
        entries.append((entry(word, read, usual), count))
        for one, reading in zip(word, read, strict=True):
            heard[one][reading] += count
    for one in characters:
        entries.append((one, frequencies[one]))
        for reading, share in second_readings(one, usual[one], heard[one]):
            entries.append((f"{one}:{reading}", max(1, round(frequencies[one] * share))))
    return usual, entries


def usual_reading(one: str) -> str:
    """Return the reading under which a character stands in the index."""
    return READINGS.get(one) or typed(lazy_pinyin(one)[0])


def second_readings(one: str, usual: str, heard: Counter[str]) -> Iterable[tuple[str, float]]:
    """Yield a character's other readings, each with its share of the character's frequency."""
    named = {pair[1:] for pair in SECOND_READINGS.split() if pair[0] == one}
    possible = {typed(part) for part in readings_of(one, style=Style.NORMAL, heteronym=True)[0]}
    total = sum(heard.values())
    for reading in sorted((named | (possible & set(heard))) - {usual}):
        share = heard[reading] / total if total else 0
        # A reading mostly lives inside words (了解, 银行); alone it is a tenth as likely.
        if share > 0.002 or reading in named:
            yield reading, max(share * 0.1, 0.02 if reading in named else 0)


def typed(reading: str) -> str:
    """Return a reading as it is typed: lv for lü."""
    return reading.replace("ü", "v").replace("ê", "e")


def entry(word: str, read: list[str], usual: dict[str, str]) -> str:
    """Return a word, with its reading only where that is not the usual one."""
    if all(usual[one] == part for one, part in zip(word, read, strict=True)):
        return word
    return word + ":" + "'".join(read)


def index_text(usual: dict[str, str], entries: list[tuple[str, int]]) -> str:
    """Return the two parts of the file, as the module's docstring shows them."""
    by_reading: dict[str, list[str]] = defaultdict(list)
    for text, _ in entries:
        for reading in filter(None, text.partition(":")[2].split("'")):
            by_reading[reading] = []
    for one in sorted(usual):
        by_reading[usual[one]].append(one)
    total = sum(count for _, count in entries)
    by_cost: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for text, count in entries:
        by_cost[round(-10 * math.log(count / total))].append((-count, text))
    lines = [f"{reading} {''.join(ones)}" for reading, ones in sorted(by_reading.items())]
    lines.append("")
    for cost, ranked in sorted(by_cost.items()):
        lines.append(f"{cost} {' '.join(text for _, text in sorted(ranked))}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
