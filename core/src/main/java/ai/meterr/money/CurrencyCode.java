package ai.meterr.money;

/** An ISO 4217 code, three capital letters. */
public record CurrencyCode(String code) {
  public static final CurrencyCode USD = new CurrencyCode("USD");

  public CurrencyCode {
    if (!code.matches("[A-Z]{3}")) {
      throw new IllegalArgumentException("not a currency code: " + code);
    }
  }

  @Override
  public String toString() {
    return code;
  }
}
