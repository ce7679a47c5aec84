package ai.meterr.tokens.pretokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** JDK 25, which this is built and tested with, has Unicode 16 too. */
class CharClassesTest {
  private final CharClasses classes = CharClasses.unicode16();

  @Test
  void every_code_point_has_its_class_and_length() {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        continue;
      }
      byte[] utf8 = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
      int expected = expected(codePoint) | utf8.length << CharClasses.LENGTH_SHIFT;
      assertThat(classes.at(utf8, 0, utf8.length)).as("U+%X", codePoint).isEqualTo(expected);
    }
  }

  @Test
  void a_byte_that_begins_no_character_is_one_by_itself() {
    byte[][] broken = {
      {(byte) 0x80},
      {(byte) 0xff, 'a', 'b', 'c'},
      {(byte) 0xc3},
      {(byte) 0xc3, 'a', 'b', 'c'},
      {(byte) 0xe6, (byte) 0xbc},
      {(byte) 0xe6, 'a', 'b', 'c'},
      {(byte) 0xf0, (byte) 0x9f, (byte) 0x98},
      {(byte) 0xc0, (byte) 0x80, 'a', 'b'}
    };
    for (byte[] bytes : broken) {
      assertThat(classes.at(bytes, 0, bytes.length))
          .isEqualTo(CharClasses.OTHER | 1 << CharClasses.LENGTH_SHIFT);
    }
  }

  private static int expected(int codePoint) {
    if (codePoint == '\n' || codePoint == '\r') {
      return CharClasses.SPACE | CharClasses.LINE_END;
    }
    // White_Space of Unicode is what Java calls space or its white space, less the separators 1C–1F
    boolean space =
        Character.isSpaceChar(codePoint) || codePoint >= 9 && codePoint <= 13 || codePoint == 0x85;
    if (space) {
      return CharClasses.SPACE;
    }
    return switch (Character.getType(codePoint)) {
      case Character.UPPERCASE_LETTER, Character.TITLECASE_LETTER -> CharClasses.UPPER;
      case Character.LOWERCASE_LETTER -> CharClasses.LOWER;
      case Character.MODIFIER_LETTER, Character.OTHER_LETTER -> CharClasses.CASELESS;
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK ->
          CharClasses.MARK;
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER ->
          CharClasses.NUMBER;
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          CharClasses.OTHER;
      default -> CharClasses.PUNCTUATION;
    };
  }
}
