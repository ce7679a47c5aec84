package ai.meterr.storage.embedded;

import ai.meterr.storage.database.CannotStart;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs for this platform, unpacked from the class path once per version. */
record Programs(Path folder) {
  private static final String PREFIX = "programs-";

  Path program(String name) {
    return folder.resolve("bin").resolve(name);
  }

  /**
   * Unpacks into a folder named by the archive's version, where it is not there yet.
   *
   * @throws CannotStart where there is no PostgreSQL for this platform
   */
  static Programs unpackInto(Path home) throws IOException {
    String archive = archive();
    Path folder = home.resolve(PREFIX + version(archive));
    if (!Files.isDirectory(folder)) {
      Path fresh = home.resolve(PREFIX + "new");
      Folders.delete(fresh);
      unpack(archive, fresh);
      Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
    }
    return new Programs(folder);
  }

  private static String archive() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch", "");
    String archive =
        "postgres-"
            + (os.startsWith("mac") ? "darwin" : os)
            + "-"
            + (machine.equals("aarch64") ? "arm_64" : machine.equals("amd64") ? "x86_64" : machine)
            + ".txz";
    if (Programs.class.getClassLoader().getResource(archive) == null) {
      throw new CannotStart(
          "there is no embedded PostgreSQL for "
              + os
              + " on "
              + machine
              + ": set METERR_DATABASE_URL to a PostgreSQL 15 or newer");
    }
    return archive;
  }

  private static InputStream open(String archive) throws IOException {
    InputStream in = Programs.class.getClassLoader().getResourceAsStream(archive);
    if (in == null) {
      throw new IOException(archive + " is gone from the class path");
    }
    return in;
  }

  /** Checksum and length as the jar tells them: 15 MB need not be read at every start. */
  private static String version(String archive) throws IOException {
    URL url = Programs.class.getClassLoader().getResource(archive);
    if (url != null && url.openConnection() instanceof JarURLConnection connection) {
      connection.setUseCaches(false);
      try (JarFile jar = connection.getJarFile()) {
        ZipEntry entry = jar.getEntry(archive);
        return Long.toHexString(entry.getCrc()) + "-" + entry.getSize();
      }
    }
    CRC32 checksum = new CRC32();
    try (InputStream in = open(archive)) {
      byte[] all = in.readAllBytes();
      checksum.update(all);
      return Long.toHexString(checksum.getValue()) + "-" + all.length;
    }
  }

  private static void unpack(String archive, Path into) throws IOException {
    try (InputStream in = open(archive);
        TarArchiveInputStream tar =
            new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(in, 1 << 16)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = into.resolve(entry.getName()).normalize();
        if (!path.startsWith(into)) {
          throw new IOException("leads out of its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else if (entry.isSymbolicLink()) {
          Files.createDirectories(path.getParent());
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
          Files.createDirectories(path.getParent());
          Files.copy(tar, path);
          boolean program = (entry.getMode() & 0100) != 0;
          Files.setPosixFilePermissions(
              path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
      }
    }
  }
}
