#!/usr/bin/env python3
"""Regenerate the fonts of this folder from the packages they come from.

    npm pack @expo-google-fonts/noto-serif-sc@0.4.3 @expo-google-fonts/noto-sans-sc@0.4.3
    apt-get download fonts-lxgw-wenkai          # 1.250+repack-1; dpkg -x it
    pip install fonttools==4.68.0
    python3 regenerate.py FOLDER                # where these were unpacked

FOLDER is searched for the four files named in FONTS; each must have the
SHA-256 noted there. The same input gives the same bytes.
"""
import hashlib
import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

# A subset keeps what GB2312 has and what else an official text is set with.
GB2312 = {ord(c) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF)
          for c in bytes([row, cell]).decode("gb2312", "ignore")}
ALSO = (set(range(0x20, 0x7F)) | set(range(0xA0, 0x180)) | set(range(0x391, 0x3CA))
        | set(range(0x2010, 0x2028)) | set(range(0x2030, 0x205F)) | set(range(0x2070, 0x20A0))
        | set(range(0x2100, 0x2200)) | set(range(0x2460, 0x2500)) | set(range(0x25A0, 0x2610))
        | set(range(0x3000, 0x3020)) | set(range(0x3220, 0x3244)) | set(range(0x3280, 0x32B1))
        | set(range(0x3380, 0x33E0)) | set(range(0xFF01, 0xFFE7)))
# Characters beyond GB2312 that are common in names of persons, firms and places.
ALSO |= {ord(c) for c in "犇赟堃喆昇昉旻昕玥珺琎琰璟瑄甯祎禩稑竑筱粲翀翛芃茜荭菡蓥薏譞赪逄邨郄郗鄞钘铖铧锟镕镠闫闳頔顼飏骉骎骐鑫淼焱垚磊喆珅玢堉埕埗塽墉奭嫄嬅峣崟嵊巽廑弢彧愔慜懋扆旸晞晟晔暐暕曌杬柷栻桄梽椀榀樾橦欤殳氻泃洺浐浛浡涘淏淯湉湜溁滉滢漷潆潽澍澧濛濮瀛炅炘炜烔烜烺焜焯煊煜煦熠燊燚爔牁犍猇珑琤瓅畯疃皓皞眭睢矸砀硚硖磻祃祾窸笕筼篁粼綦縠纮纻绖缊缦翙胠脒臑舾艽芈芨芴苣茆茀荩荥莘菀萁葑葳蒽蔺薷蕤藿蘅虓虢蝤衎袆觱訚诜诩谌豳赒趸跹軎轪辇辋迤逯邗邛邡邰邳郅郇郏郓郜郫鄄鄠鄢鄯鄱酃酆酺醴釜釴钐钜钲钰钶铉铼铽锃锜锬镒镛镤闇阆阇阌陟隗雒雩霈霭靓靳鞮鞲韪頫颀颋颙飑飗馥駃騄骕骢骦髹魃鲅鳀鳌鸢鸤鹮麃麇黉黟黻鼋齮龢龑龚"}

# file made, source file, start of its sha256, characters (None: all), new family name
FONTS = [
    ("NotoSerifSC-Black.ttf", "NotoSerifSC_900Black.ttf",
     "092e71a70c744be3", GB2312 | ALSO, None),
    ("NotoSerifSC-Regular.ttf", "NotoSerifSC_400Regular.ttf",
     "c358a69de3df5f42", None, None),
    ("NotoSansSC-Medium.ttf", "NotoSansSC_500Medium.ttf",
     "b30853d205f3ecdd", GB2312 | ALSO, None),
    ("ChunfengKai.ttf", "LXGWWenKai-Regular.ttf",
     "bbf534b0ca093928", GB2312 | ALSO, "Chunfeng Kai"),  # its licence reserves the name
]


def options():
    o = subset.Options()
    o.hinting = False
    o.layout_features = []
    o.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "STAT", "DSIG", "gasp", "prep", "fpgm", "cvt ", "FFTM", "meta"]
    o.notdef_outline = True
    o.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14, 16, 17]
    o.name_languages = [0x409]
    o.recalc_timestamp = False
    o.glyph_names = False
    return o


def rename(font, family):
    for name in font["name"].names:
        text = {1: family, 3: family + " (subset)", 4: family, 6: family.replace(" ", ""), 16: family}.get(name.nameID)
        if text:
            name.string = text


def main(folder):
    for out, source, digest, keep, family in FONTS:
        path = next(iter(sorted(pathlib.Path(folder).rglob(source))), None)
        if path is None:
            sys.exit(f"{source} is not under {folder}")
        have = hashlib.sha256(path.read_bytes()).hexdigest()
        if not have.startswith(digest):
            sys.exit(f"{source}: sha256 is {have}, want {digest}…")
        font = TTFont(path, recalcTimestamp=False)
        cut = subset.Subsetter(options())
        cut.populate(unicodes=font.getBestCmap().keys() if keep is None else keep)
        cut.subset(font)
        if family:
            rename(font, family)
        font.save(out)
        print(out, pathlib.Path(out).stat().st_size, len(font.getBestCmap()), have[:16])


if __name__ == "__main__":
    main(*sys.argv[1:])
