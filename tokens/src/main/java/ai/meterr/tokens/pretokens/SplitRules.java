package ai.meterr.tokens.pretokens;

/** The splitting rules there are, over one table of Unicode classes. */
public final class SplitRules {
  private final CharClasses classes = CharClasses.unicode16();

  /** o200k_base and o200k_harmony. */
  public SplitRule o200k() {
    return new CasedWords(classes, 3, true);
  }

  /** Mistral's tekken. */
  public SplitRule tekken() {
    return new CasedWords(classes, 1, false);
  }

  /** cl100k_base. */
  public SplitRule cl100k() {
    return new PlainWords(classes, 3, true);
  }

  /** Llama 3. */
  public SplitRule llama3() {
    return new PlainWords(classes, 3, false);
  }

  /** Qwen 2 to 3. */
  public SplitRule qwen() {
    return new PlainWords(classes, 1, false);
  }

  /** r50k_base, p50k_base, GPT-2 and Claude before 3. */
  public SplitRule gpt2() {
    return new SpacedWords(classes);
  }

  /** DeepSeek V3. */
  public SplitRule deepseek() {
    return new IsolatedScripts(classes);
  }

  /** Mistral 1 and Llama 2. */
  public SplitRule sentence() {
    return new Sentence(classes);
  }
}
