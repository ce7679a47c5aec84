package ai.meterr.gateway.signin;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An access key of AWS.
 *
 * @param sessionToken null: a key that lasts
 * @param region null: the one that the host's name says
 */
public record AwsKey(
    String accessKeyId,
    String secretAccessKey,
    @Nullable String sessionToken,
    @Nullable String region)
    implements SignIn {
  private static final Pattern ACCESS_KEY_ID = Pattern.compile("\\w{16,128}");
  private static final Pattern REGION = Pattern.compile("[a-z]{2}(?:-[a-z]+)+-[0-9]{1,2}");

  /**
   * {@code bedrock-runtime.eu-central-1.amazonaws.com}, those of FIPS and of VPCs too:
   * https://docs.aws.amazon.com/general/latest/gr/bedrock.html, read 2026-11-24.
   */
  private static final Pattern HOST =
      Pattern.compile("(?:^|\\.)bedrock(?:-[a-z]+)*\\.(" + REGION + ")\\.");

  /**
   * @param json {@code {"access_key_id": …, "secret_access_key": …, "session_token": …, "region":
   *     …}}, the last two as needed
   */
  static AwsKey parse(String json) throws Unusable {
    Members members = Members.of(json);
    if (members == null) {
      throw new Unusable("is not the JSON that it begins as.");
    }
    String id = members.get("access_key_id");
    String secret = members.get("secret_access_key");
    if (id == null || !ACCESS_KEY_ID.matcher(id).matches() || secret == null) {
      throw new Unusable("is JSON without the access_key_id and secret_access_key of AWS.");
    }
    String token = members.get("session_token");
    if (token != null && !HeaderKey.canCarry(token)) {
      throw new Unusable("has a session_token with characters that no header may hold.");
    }
    String region = members.get("region");
    if (region != null && !REGION.matcher(region).matches()) {
      throw new Unusable("has a region that is not named as AWS names them.");
    }
    return new AwsKey(id, secret, token, region);
  }

  /**
   * The region that a request to a host is signed for.
   *
   * @param host value of the Host header
   * @return null where neither the key nor the host's name says it
   */
  public @Nullable String regionAt(String host) {
    if (region != null) {
      return region;
    }
    Matcher named = HOST.matcher(host.toLowerCase(Locale.ROOT));
    return named.find() ? named.group(1) : null;
  }

  @Override
  public String toString() {
    return "access key of AWS …";
  }
}
