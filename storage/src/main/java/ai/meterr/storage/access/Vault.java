package ai.meterr.storage.access;

import ai.meterr.storage.database.MasterKey;
import ai.meterr.tenancy.OrganizationId;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.KmsEnvelopeAead;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.subtle.AesGcmJce;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.UUID;

/**
 * Envelope encryption: each secret under a key of its own (AES-256-GCM), that key under one derived
 * from the master key. Organization and credential are bound in, so that a row copied between
 * tenants does not open.
 */
final class Vault {
  private final Aead aead;

  Vault(MasterKey master) {
    try {
      AeadConfig.register();
      this.aead =
          KmsEnvelopeAead.create(
              PredefinedAeadParameters.AES256_GCM,
              new AesGcmJce(master.derive("provider credentials")));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is not to be had", e);
    }
  }

  byte[] seal(String secret, OrganizationId organization, UUID credential) {
    try {
      return aead.encrypt(
          secret.getBytes(StandardCharsets.UTF_8), associated(organization, credential));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a provider key could not be sealed", e);
    }
  }

  /**
   * @throws GeneralSecurityException where it was sealed for another row or under another master
   *     key
   */
  String open(byte[] sealed, OrganizationId organization, UUID credential)
      throws GeneralSecurityException {
    return new String(
        aead.decrypt(sealed, associated(organization, credential)), StandardCharsets.UTF_8);
  }

  private static byte[] associated(OrganizationId organization, UUID credential) {
    return ByteBuffer.allocate(32)
        .putLong(organization.value().getMostSignificantBits())
        .putLong(organization.value().getLeastSignificantBits())
        .putLong(credential.getMostSignificantBits())
        .putLong(credential.getLeastSignificantBits())
        .array();
  }
}
