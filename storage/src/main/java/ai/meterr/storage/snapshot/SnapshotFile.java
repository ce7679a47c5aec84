package ai.meterr.storage.snapshot;

import ai.meterr.access.Caller;
import ai.meterr.access.KeyHash;
import ai.meterr.catalog.ProviderId;
import ai.meterr.storage.database.MasterKey;
import ai.meterr.storage.snapshot.Snapshot.Sealed;
import ai.meterr.storage.snapshot.Snapshot.Whose;
import ai.meterr.tenancy.OrganizationId;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.KmsEnvelopeAead;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.subtle.AesGcmJce;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The snapshot on disk: one file that only Meterr may read (0600), under a key derived from the
 * master key, replaced as a whole. A file of another format or another master key is none.
 */
final class SnapshotFile {
  /** Bound in: what is read is what this version writes. */
  private static final byte[] FORMAT = "meterr snapshot 2".getBytes(StandardCharsets.US_ASCII);

  private final Path file;
  private final Aead aead;

  SnapshotFile(Path file, MasterKey master) {
    this.file = file;
    try {
      AeadConfig.register();
      this.aead =
          KmsEnvelopeAead.create(
              PredefinedAeadParameters.AES256_GCM, new AesGcmJce(master.derive("node snapshot")));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is not to be had", e);
    }
  }

  void write(Snapshot snapshot) throws IOException {
    byte[] sealed;
    try {
      sealed = aead.encrypt(bytes(snapshot), FORMAT);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a snapshot could not be sealed", e);
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(sealed);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Empty where there is none that this version and this master key open. */
  Optional<Snapshot> read() throws IOException {
    try {
      return Optional.of(snapshot(aead.decrypt(Files.readAllBytes(file), FORMAT)));
    } catch (NoSuchFileException | GeneralSecurityException none) {
      return Optional.empty();
    }
  }

  private static byte[] bytes(Snapshot snapshot) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(snapshot.contact().toEpochMilli());
      out.writeInt(snapshot.keys().size());
      for (Map.Entry<KeyHash, Optional<Caller>> key : snapshot.keys().entrySet()) {
        out.write(key.getKey().bytes());
        out.writeBoolean(key.getValue().isPresent());
        if (key.getValue().isPresent()) {
          write(out, key.getValue().get());
        }
      }
      out.writeInt(snapshot.credentials().size());
      for (Map.Entry<Whose, Sealed> credential : snapshot.credentials().entrySet()) {
        SnapshotBytes.write(out, credential.getKey().organization().value());
        out.writeUTF(credential.getKey().provider().name());
        SnapshotBytes.write(out, credential.getValue().id());
        out.writeInt(credential.getValue().bytes().length);
        out.write(credential.getValue().bytes());
      }
      PriceBytes.write(out, snapshot.prices());
    }
    return bytes.toByteArray();
  }

  private static Snapshot snapshot(byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      Instant contact = Instant.ofEpochMilli(in.readLong());
      Map<KeyHash, Optional<Caller>> keys = new HashMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        KeyHash hash = new KeyHash(in.readNBytes(32));
        keys.put(hash, in.readBoolean() ? Optional.of(caller(in)) : Optional.empty());
      }
      Map<Whose, Sealed> credentials = new HashMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        Whose whose =
            new Whose(new OrganizationId(SnapshotBytes.id(in)), new ProviderId(in.readUTF()));
        credentials.put(whose, new Sealed(SnapshotBytes.id(in), in.readNBytes(in.readInt())));
      }
      return new Snapshot(contact, keys, credentials, PriceBytes.read(in));
    }
  }

  private static void write(DataOutputStream out, Caller caller) throws IOException {
    SnapshotBytes.write(out, caller.organization().value());
    SnapshotBytes.write(out, caller.keyId());
    out.writeUTF(caller.keyPrefix());
    out.writeInt(caller.scopes().size());
    for (Caller.Scope scope : caller.scopes()) {
      out.writeUTF(scope.name());
    }
    SnapshotBytes.write(out, caller.boundTeam());
    SnapshotBytes.write(out, caller.boundProject());
  }

  private static Caller caller(DataInputStream in) throws IOException {
    OrganizationId organization = new OrganizationId(SnapshotBytes.id(in));
    UUID key = SnapshotBytes.id(in);
    String prefix = in.readUTF();
    Set<Caller.Scope> scopes = new HashSet<>();
    for (int left = in.readInt(); left > 0; left--) {
      scopes.add(Caller.Scope.valueOf(in.readUTF()));
    }
    return new Caller(
        organization, key, prefix, scopes, SnapshotBytes.text(in), SnapshotBytes.text(in));
  }
}
