package ai.meterr.testkit.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** A virtual environment with pinned packages from PyPI, made again when the pins change. */
public final class PythonEnvironment {
  private static final long INSTALL_MINUTES = 5;

  private PythonEnvironment() {}

  /**
   * @param folder of the environment
   * @param requirements file of pinned packages
   * @return the interpreter that has the packages
   * @throws IllegalStateException where Python or the packages are missing and cannot be had
   */
  public static Path installed(Path folder, Path requirements)
      throws IOException, InterruptedException {
    Path installed = folder.resolve("installed.txt");
    if (!Files.exists(installed) || Files.mismatch(requirements, installed) >= 0) {
      Files.createDirectories(folder);
      run("python3", "-m", "venv", folder.toString());
      run(
          folder.resolve("bin/pip").toString(),
          "install",
          "--quiet",
          "--disable-pip-version-check",
          "-r",
          requirements.toString());
      Files.copy(requirements, installed, StandardCopyOption.REPLACE_EXISTING);
    }
    return folder.resolve("bin/python");
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("python-environment", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      if (!process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
      if (process.waitFor() != 0) {
        throw new IllegalStateException(
            Arrays.toString(command) + " failed:\n" + Files.readString(out));
      }
    } finally {
      Files.delete(out);
    }
  }
}
