package ai.meterr.storage.embedded;

import ai.meterr.storage.database.CannotStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * As whom PostgreSQL's programs run: they refuse root. An ordinary user runs them as itself. Root
 * hides behind a user namespace that maps nobody; where that is not allowed (many containers), it
 * steps down to the owner of the data folder or of a folder around it.
 *
 * @param prefix of every command; empty for an ordinary user
 * @param owner who the files must belong to; -1 for an ordinary user
 */
record RunAs(List<String> prefix, int owner, int group) {
  private static final int ROOT = 0;

  static RunAs ordinaryUser() {
    return new RunAs(List.of(), -1, -1);
  }

  static RunAs hiddenRoot() {
    return new RunAs(List.of("unshare", "-U", "--"), ROOT, ROOT);
  }

  static RunAs user(int owner, int group) {
    return new RunAs(
        List.of("setpriv", "--reuid=" + owner, "--regid=" + group, "--clear-groups", "--"),
        owner,
        group);
  }

  /** The ways that may work here, best first. */
  static List<RunAs> candidates(Path home) throws IOException {
    if (!isRoot()) {
      // a user without a name (a container's --user) is refused by initdb, and hides as root does
      return List.of(ordinaryUser(), new RunAs(hiddenRoot().prefix, -1, -1));
    }
    List<RunAs> candidates = new ArrayList<>(List.of(hiddenRoot()));
    for (Path folder = home; folder != null; folder = folder.getParent()) {
      if (Folders.owner(folder) != ROOT) {
        candidates.add(user(Folders.owner(folder), Folders.group(folder)));
      }
    }
    return candidates;
  }

  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /**
   * The first candidate that can run a program in the folder, can write there and has a name; the
   * folder is then its own.
   *
   * @param home holds nothing but PostgreSQL's programs and files
   */
  static RunAs choose(List<RunAs> candidates, Path home, Programs programs) throws IOException {
    for (RunAs candidate : candidates) {
      candidate.own(home);
      if (candidate.works(home, programs)) {
        return candidate;
      }
    }
    throw new CannotStart(
        "PostgreSQL does not run as root, and neither `unshare -U` nor the owner of a folder around"
            + " "
            + home
            + " can: give the folder to an ordinary user, start Meterr as one, or set"
            + " METERR_DATABASE_URL");
  }

  private void own(Path home) throws IOException {
    if (owner >= 0 && Folders.owner(home) != owner) {
      Folders.give(home, owner, group);
    }
  }

  private boolean works(Path home, Programs programs) throws IOException {
    return succeeds(List.of(programs.program("postgres").toString(), "--version"))
        && succeeds(List.of("test", "-w", home.toString()))
        && succeeds(List.of("id", "-un"));
  }

  private boolean succeeds(List<String> command) throws IOException {
    try {
      return command(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException noSuchProgram) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  ProcessBuilder command(List<String> command) {
    List<String> whole = new ArrayList<>(prefix);
    whole.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(whole);
    // not the caller's: PGDATA, PGPORT and the like would speak into it, and it may be unreachable
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("LC_ALL", "C");
    builder.directory(Path.of("/").toFile());
    return builder;
  }

  /** Creates a folder that is this one's own. */
  void createFolder(Path folder) throws IOException {
    Files.createDirectories(folder);
    own(folder);
  }
}
