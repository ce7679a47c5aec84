package ai.meterr.pricing;

/**
 * Which models a price is for, by the names that answers carry. An alias is one more exact name.
 * Never a pattern: a date in a model's name is part of what is billed.
 */
public sealed interface ModelMatch {

  /** The literal part of the name: the longer it is, the closer the match. */
  String literal();

  boolean matches(String model);

  record Exact(String literal) implements ModelMatch {
    @Override
    public boolean matches(String model) {
      return model.equals(literal);
    }

    @Override
    public String toString() {
      return literal;
    }
  }

  /** For names that end in something of the caller's own, such as fine-tuned models. */
  record Prefix(String literal) implements ModelMatch {
    @Override
    public boolean matches(String model) {
      return model.length() > literal.length() && model.startsWith(literal);
    }

    @Override
    public String toString() {
      return literal + "*";
    }
  }
}
