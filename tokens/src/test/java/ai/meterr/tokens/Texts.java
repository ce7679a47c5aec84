package ai.meterr.tokens;

import java.util.Random;

/** Seeded random texts of the pieces that splitting rules care about. */
public final class Texts {
  private static final String[] PIECES = {
    " ",
    "  ",
    "\n",
    "\r\n",
    "\t",
    "'",
    "'s",
    "'LL",
    "'re",
    "a",
    "b",
    "B",
    "T",
    "1",
    "12",
    "1234",
    "/",
    ".",
    "(",
    "{",
    "é",
    "漢",
    "字カナ",
    "\u00a0",
    "ſ",
    "don't",
    "it's",
    "HTTPServer",
    "fooBar",
    "\n\n",
    "\n  \n",
    "   ",
    "\n    ",
    ";\n",
    "//",
    "/\n",
    ",",
    "-",
    "_",
    "=",
    "\u0301",
    "word ",
    "the ",
    "end",
    "\u0001",
    "'d's",
    "'re've",
    "😀",
    "👩‍👩‍👧",
    "слово",
    "한글",
    "\u3000",
    "٣",
    "ﬁ",
    "\u2581"
  };

  private final Random random;

  public Texts(long seed) {
    random = new Random(seed);
  }

  /** A text of a few pieces that come again and again. */
  public String next(int piecesMax) {
    String[] some = new String[1 + random.nextInt(9)];
    for (int i = 0; i < some.length; i++) {
      some[i] = PIECES[random.nextInt(PIECES.length)];
    }
    var text = new StringBuilder();
    for (int i = 1 + random.nextInt(piecesMax); i > 0; i--) {
      text.append(some[random.nextInt(some.length)]);
    }
    return text.toString();
  }

  public int below(int bound) {
    return random.nextInt(bound);
  }
}
