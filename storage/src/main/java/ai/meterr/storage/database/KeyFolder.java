package ai.meterr.storage.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code METERR_DATA/keys}: secrets in files that only Meterr may read (0700, 0600). */
public final class KeyFolder {
  private final Path folder;

  public KeyFolder(Path folder) {
    this.folder = folder;
  }

  public Optional<String> read(String name) {
    Path file = folder.resolve(name);
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    }
  }

  /** The secret of that name, made and kept where there is none. */
  public String readOrMake(String name, Supplier<String> secret) {
    return read(name).orElseGet(() -> make(name, secret.get()));
  }

  private String make(String name, String secret) {
    try {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      Path fresh = folder.resolve(name + ".new");
      Files.deleteIfExists(fresh);
      Files.createFile(
          fresh,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(fresh, (secret + "\n").getBytes(StandardCharsets.UTF_8));
      Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      return secret;
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + folder.resolve(name), e);
    }
  }
}
