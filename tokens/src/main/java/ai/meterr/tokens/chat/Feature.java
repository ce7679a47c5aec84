package ai.meterr.tokens.chat;

/** What a fitted count is a weighted sum of. The first six are tokens of text, by what they are. */
public enum Feature {
  /** Words in Latin letters. */
  LATIN,
  DIGITS,
  PUNCTUATION,
  /** White space that no word took along. */
  SPACE,
  /** Chinese, Japanese, Korean. */
  CJK,
  /** All other scripts, and emoji. */
  OTHER,
  /** Tokens of the declarations of functions, as compact JSON. */
  SCHEMA,
  /** Tokens of the names and arguments of calls. */
  CALL,
  /** One for each message. */
  MESSAGE,
  /** One for each function that may be called. */
  TOOL,
  /** One where there are functions. */
  TOOLS,
  /** One where the answer has to follow a schema. */
  FORMAT,
  /** One. */
  CONSTANT;

  static final int COUNT = values().length;

  /** How many of them are tokens of text. */
  static final int TEXT = OTHER.ordinal() + 1;
}
