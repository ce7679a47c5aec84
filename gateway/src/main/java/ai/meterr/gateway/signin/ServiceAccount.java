package ai.meterr.gateway.signin;

import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A service account of Google's with one of its keys, as the file that Google makes of it says.
 *
 * @param email who it is
 * @param keyId null: not said
 * @param privateKey PKCS #8 in PEM
 * @param tokenUri whom it asks for tokens, by its own word
 * @param fingerprint stands for the whole file where that is not to be kept
 */
public record ServiceAccount(
    String email, @Nullable String keyId, String privateKey, URI tokenUri, String fingerprint)
    implements SignIn {
  /** Where Google's accounts ask: https://accounts.google.com/.well-known/openid-configuration. */
  static final URI GOOGLE = URI.create("https://oauth2.googleapis.com/token");

  /** Older files name these; they are the same. */
  private static final Set<URI> ALSO_GOOGLE =
      Set.of(
          URI.create("https://accounts.google.com/o/oauth2/token"),
          URI.create("https://www.googleapis.com/oauth2/v4/token"));

  /** All of Vertex asks for this one. */
  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

  private static final long ASSERTED_SECONDS = 3600;
  private static final JsonFactory JSON = new JsonFactory();

  static ServiceAccount parse(String json) throws Unusable {
    Members members = Members.of(json);
    if (members == null) {
      throw new Unusable("is not the JSON that it begins as.");
    }
    String email = members.get("client_email");
    String key = members.get("private_key");
    if (!"service_account".equals(members.get("type")) || email == null || key == null) {
      throw new Unusable("is JSON, but not that of a service account of Google's.");
    }
    String tokenUri = members.get("token_uri");
    try {
      return new ServiceAccount(
          email,
          members.get("private_key_id"),
          key,
          tokenUri == null ? GOOGLE : URI.create(tokenUri),
          Digests.sha256(json));
    } catch (IllegalArgumentException notAnAddress) {
      throw new Unusable("has a token_uri that is no address.");
    }
  }

  /**
   * Whether it asks where accounts may ask. Whoever stores an account does not choose whom Meterr
   * calls.
   *
   * @param operators the operator's token endpoint
   */
  boolean asksAt(@Nullable URI operators) {
    return tokenUri.equals(GOOGLE) || ALSO_GOOGLE.contains(tokenUri) || tokenUri.equals(operators);
  }

  /**
   * What it signs to be given a token: a JWT
   * (https://developers.google.com/identity/protocols/oauth2/service-account, "HTTP/REST", read
   * 2026-11-24).
   *
   * @throws Unusable where its private key is none
   */
  String assertion(Instant now) throws Unusable {
    StringWriter header = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), header)) {
      json.writeStartObject();
      json.writeStringProperty("alg", "RS256");
      json.writeStringProperty("typ", "JWT");
      if (keyId != null) {
        json.writeStringProperty("kid", keyId);
      }
      json.writeEndObject();
    }
    StringWriter claims = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), claims)) {
      json.writeStartObject();
      json.writeStringProperty("iss", email);
      json.writeStringProperty("scope", SCOPE);
      json.writeStringProperty("aud", tokenUri.toString());
      json.writeNumberProperty("iat", now.getEpochSecond());
      json.writeNumberProperty("exp", now.getEpochSecond() + ASSERTED_SECONDS);
      json.writeEndObject();
    }
    String unsigned = base64(header) + "." + base64(claims);
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key());
      signature.update(unsigned.getBytes(StandardCharsets.US_ASCII));
      return unsigned + "." + base64(signature.sign());
    } catch (GeneralSecurityException | IllegalArgumentException notAKey) {
      throw new Unusable("has a private_key that is no RSA key in PEM.");
    }
  }

  private PrivateKey key() throws GeneralSecurityException {
    String body = privateKey.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "");
    return KeyFactory.getInstance("RSA")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body)));
  }

  private static String base64(StringWriter text) {
    return base64(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public String toString() {
    return "service account of Google …";
  }
}
