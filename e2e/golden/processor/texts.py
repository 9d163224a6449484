"""Texts in many scripts, drawn from seeded word lists: what processor.py trains its tokenizer on and asks of it."""

import random

WORDS = {
    "latin": "the quick brown fox jumps over a lazy dog naïve café Größe œuvre smørrebrød İstanbul ﬁn Łódź đường "
    "crème brûlée jalapeño Ångström isn't we've they'll I'm you'd he's 'tis O'Neill don’t re-read what's",
    "cyrillic": "привет мир собака ёлка объект Київ їжак Ђорђе щука съезд ЖЁЛТЫЙ өнер қазақ монгол слово",
    "greek": "καλημέρα κόσμε Ἀθῆναι ψυχή ΑΒΓΔ ῥόδον εἶναι λόγος ὦ φῶς",
    "arabic": "مرحبا بالعالم كَلْب القُرآن ٱلسَّلَامُ فارسی گربه پنج می‌خواهم اردو لآلئ ﷺ",
    "hebrew": "שלום עולם כֶּלֶב יְרוּשָׁלַיִם ספר אב״ג צה״ל",
    "devanagari": "नमस्ते दुनिया कुत्ता क्षत्रिय हिन्दी श्री ज्ञान ॐ मराठी",
    "indic": "வணக்கம் உலகம் তুমি কেমন ਪੰਜਾਬੀ ગુજરાતી తెలుగు ಕನ್ನಡ മലയാളം සිංහල",
    "thai": "สวัสดีชาวโลก สุนัข กรุงเทพ น้ำ ภาษาไทย ฿ ໂລກ ភាសាខ្មែរ မြန်မာ",
    "han": "你好 世界 狗 漢字 汉字 図書館 龍 𠮷野家 𪚥 〇 中文，。！ 「引用」",
    "kana": "こんにちは カタカナ ｶﾀｶﾅ ガギグ がぎぐ ヴ ー 々 ゝ 東京タワー ㌔",
    "hangul": "안녕하세요 세계 강아지 한국어 한 ㄱㄴㄷ ㅋㅋㅋ 값",
    "others": "ქართული Հայերեն አማርኛ ᏣᎳᎩ ᚠᚢᚦ བོད་སྐད ᠮᠣᠩᠭᠣᠯ 𐍈𐌰 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 ⠓⠑⠇⠇⠕ ꦗꦮ",
    "emoji": "😀 👍🏽 👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 🇯🇵 ❤️ ❤ ☎︎ 1️⃣ 🧑🏿‍🚀 🫠 ✈️ 👁️‍🗨️ ♟",
    "marks": "e\u0301 a\u0308\u0323 Z\u0351\u036b\u0343a\u0321\u034al\u0367go ก\u0e49\u0e33 \u0301x \u20e3 n\u0303o \u1e9b\u0323 o\u0302\u0323",
    "digits": "0 7 42 007 3.14 1,000,000 2024-05-17 ½ ² ③ Ⅷ ٣٤٥ ०१२ 〇一二 ๑๒๓ 𝟘𝟙 -5 1e-9 0x1F 10% £20 x2 2x 1st ੪ ㊿",
    "code": "def f(x): return x**2 for(int i=0;i<10;++i){} <div class=\"a\"> {'k': [1, 2]} #include <stdio.h> "
    "a->b::c &amp; \\n\\t // TODO SELECT * FROM t WHERE a<=3; $HOME @decorator !== === => ~/x_y-z.py",
    "spaces": "a b",
    "punctuation": "... ?! --- — – “q” ‘s’ «g» ¿ ¡ § ¶ • † ™ © ° ± × ÷ ≠ ≤ ∑ √ ∞ → ⇒ € ₹ ₿ … ‰ / \\ | ^ ~ ` ' \" # ( ) [ ]",
    "special": "hello image text",
}
SPACES = [" ", "  ", "   ", "\n", "\n\n", "\t", " \n", "\r\n", "\u00a0", "\u2003", "\u3000", "\u200b", "\ufeff", "\u0085",
          "\u2028", "\u200d", "\u00ad", "\x0b", "\x1c", "\x00", "\x7f", "\u180e", "    \t  \n   "]


def corpus(seed: int = 0) -> list[str]:
    """Every word often enough to be worth merges."""
    rng = random.Random(seed)
    words = [word for of in WORDS.values() for word in of.split()]
    return [" ".join(rng.choice(words) for _ in range(12)) for _ in range(600)] + [
        " ".join(rng.choice(WORDS["latin"].split() + WORDS["code"].split()) for _ in range(12)) for _ in range(600)
    ]


def texts(special: list[str], seed: int = 1) -> dict[str, list[str]]:
    """1,000 texts by script: most of one script, some mixed, with odd spaces, and special tokens in the midst."""
    rng = random.Random(seed)
    out: dict[str, list[str]] = {}
    for script, words in WORDS.items():
        own = words.split()
        made = []
        while len(made) < 50:
            parts = [rng.choice(own) for _ in range(rng.randint(1, 6))]
            gap = {"spaces": lambda: "".join(rng.choice(SPACES) for _ in range(rng.randint(1, 4))),
                   "han": lambda: rng.choice(["", "", " "])}.get(script, lambda: rng.choice([" ", " ", " ", "", ", ", "\n"]))
            text = parts[0]
            for part in parts[1:]:
                text += gap() + part
            if script == "special" or rng.random() < 0.05:
                for _ in range(rng.randint(1, 3)):
                    at = rng.randint(0, len(text))
                    token = rng.choice(special)
                    token = token[: rng.randint(1, len(token))] if rng.random() < 0.3 else token
                    text = text[:at] + token + text[at:]
            if rng.random() < 0.1:
                text = rng.choice(SPACES) + text + rng.choice(SPACES)
            made.append(text)
        out[script] = made
    every = [word for of in WORDS.values() for word in of.split()]
    mixed = []
    while len(mixed) < 1000 - sum(map(len, out.values())):
        mixed.append("".join(rng.choice(every) + rng.choice(SPACES + ["", " ", " "]) for _ in range(rng.randint(2, 9))))
    out["mixed"] = mixed + [""] if len(mixed) == 0 else mixed[:-1] + [""]
    return out
