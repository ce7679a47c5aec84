package ai.meterr.sandbox;

/** The three APIs spoken here. */
enum Api {
  OPENAI,
  ANTHROPIC,
  GEMINI
}
