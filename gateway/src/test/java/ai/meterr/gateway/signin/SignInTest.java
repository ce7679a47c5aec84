package ai.meterr.gateway.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.access.ProviderCredentials.ProviderSecret;
import ai.meterr.providers.KeyPlace;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a secret is taken for. */
class SignInTest {
  private static final KeyPlace AWS = KeyPlace.BEARER.or(KeyPlace.Account.AWS);
  private static final KeyPlace GOOGLE = KeyPlace.BEARER.or(KeyPlace.Account.GOOGLE);
  private static final String AWS_KEY =
      "{\"access_key_id\":\"AKIA0123456789ABCDEF\",\"secret_access_key\":\"se/cr+et\"}";

  @Test
  void a_word_is_the_providers_own_key() throws Exception {
    assertThat(of("ABSKa2V5", AWS)).isEqualTo(new HeaderKey("authorization", "Bearer ABSKa2V5"));
    assertThat(of("ya29.token", GOOGLE))
        .isEqualTo(new HeaderKey("authorization", "Bearer ya29.token"));
    assertThat(of(AWS_KEY.replace(" ", ""), KeyPlace.BEARER)).isInstanceOf(HeaderKey.class);
  }

  @Test
  void an_access_key_of_aws_is_read() throws Exception {
    assertThat(of(AWS_KEY, AWS))
        .isEqualTo(new AwsKey("AKIA0123456789ABCDEF", "se/cr+et", null, null));
    assertThat(
            of(
                "{\n \"secret_access_key\": \"s\", \"session_token\": \"t/=\", \"region\":"
                    + " \"us-gov-west-1\", \"note\": {\"region\": \"x\"},\n"
                    + " \"access_key_id\": \"ASIA0123456789ABCDEF\"}\n",
                AWS))
        .isEqualTo(new AwsKey("ASIA0123456789ABCDEF", "s", "t/=", "us-gov-west-1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"access_key_id\":\"AKIA0123456789ABCDEF\"}",
        "{\"access_key_id\":\"AKIA 123456789ABCDEF\",\"secret_access_key\":\"hush\"}",
        "{\"access_key_id\":\"AKIA0123456789ABCDEF\",\"secret_access_key\":\"hush\"} hush",
        "{\"access_key_id\":\"AKIA0123456789ABCDEF\",\"secret_access_key\":\"hush\",\"session_token\":\"hu\\n"
            + "sh\"}",
        "{\"access_key_id\":\"AKIA0123456789ABCDEF\",\"secret_access_key\":\"hush\",\"region\":\"hush.example\"}",
        "hush\nhush"
      })
  void what_is_no_key_is_refused_without_showing_it(String secret) {
    assertThatThrownBy(() -> of(secret, AWS))
        .isInstanceOf(SignIn.Unusable.class)
        .hasMessageNotContainingAny("hush", "AKIA");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"type\":\"authorized_user\",\"client_email\":\"hush\",\"private_key\":\"hush\"}",
        "{\"type\":\"service_account\",\"client_email\":\"hush\"}",
        "{\"type\":\"service_account\",\"client_email\":\"a\",\"private_key\":\"hush\",\"token_uri\":\"hush"
            + " hush\"}",
      })
  void what_is_no_service_account_is_refused_without_showing_it(String secret) {
    assertThatThrownBy(() -> of(secret, GOOGLE))
        .isInstanceOf(SignIn.Unusable.class)
        .hasMessageNotContaining("hush");
  }

  @ParameterizedTest
  @CsvSource({
    "bedrock-runtime.us-east-1.amazonaws.com,                          us-east-1",
    "Bedrock-Runtime-FIPS.us-gov-west-1.amazonaws.com:443,             us-gov-west-1",
    "bedrock-mantle.ap-southeast-2.api.aws,                            ap-southeast-2",
    "vpce-0a1-b2c.bedrock-runtime.eu-central-1.vpce.amazonaws.com,     eu-central-1",
    "bedrock-runtime.cn-north-1.amazonaws.com.cn,                      cn-north-1",
    "127.0.0.1:8080,                                                   ",
    "bedrock.example.com,                                              ",
  })
  void the_hosts_name_says_the_region_where_the_key_does_not(String host, @Nullable String region) {
    assertThat(new AwsKey("id", "secret", null, null).regionAt(host)).isEqualTo(region);
    assertThat(new AwsKey("id", "secret", null, "eu-west-3").regionAt(host)).isEqualTo("eu-west-3");
  }

  @Test
  void nothing_of_a_secret_is_printed() throws Exception {
    assertThat(of(AWS_KEY, AWS).toString()).doesNotContain("AKIA", "se/cr+et");
    assertThat(of("sk-key", AWS).toString()).doesNotContain("sk-key");
    assertThat(
            of(
                    "{\"type\":\"service_account\",\"client_email\":\"a\",\"private_key\":\"hush\"}",
                    GOOGLE)
                .toString())
        .doesNotContain("hush");
  }

  private static SignIn of(String secret, KeyPlace place) throws SignIn.Unusable {
    return SignIn.of(new ProviderSecret(secret), place);
  }
}
