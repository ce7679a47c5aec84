package ai.meterr.bench.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A file system of a few megabytes in memory (tmpfs), to be filled. Only root can mount one. */
final class SmallDisk implements AutoCloseable {
  private static final int MEGABYTES = 32;
  private static final String FILLER = "filler";

  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  static SmallDisk mount(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    if (!run("mount", "-t", "tmpfs", "-o", "size=" + MEGABYTES + "m", "tmpfs", folder.toString())) {
      throw new IOException("cannot mount a tmpfs");
    }
    return new SmallDisk(folder);
  }

  /** Whether this process may mount one. */
  static boolean isPossible(Path folder) throws IOException, InterruptedException {
    try (SmallDisk disk = mount(folder)) {
      return Files.isDirectory(disk.folder);
    } catch (IOException notAllowed) {
      return false;
    }
  }

  /** Takes all the room there is left. */
  void fill() {
    byte[] piece = new byte[4096];
    try (OutputStream filler =
        Files.newOutputStream(
            folder.resolve(FILLER), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (true) {
        filler.write(piece);
      }
    } catch (IOException full) {
      // that is what is wanted
    }
  }

  /** Gives it back. */
  void makeRoom() throws IOException {
    Files.deleteIfExists(folder.resolve(FILLER));
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(List.of(command))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (!run("umount", folder.toString()) && !run("umount", "-l", folder.toString())) {
      throw new IOException("cannot unmount " + folder);
    }
  }
}
