package ai.meterr.bench.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What strikes Meterr while the load runs. When, how often and how exactly, the seed decides. */
enum Fault {
  /** {@code kill -9} of the node; one in three dies again while it starts. */
  KILL {
    @Override
    void strike(Scene scene) throws InterruptedException {
      scene.pause(20, 1_200);
      scene.kill(scene.node());
      if (scene.oneIn(3)) {
        scene.node().launch();
        scene.pause(100, 2_500);
        scene.kill(scene.node());
      }
      scene.start(scene.node());
    }
  },

  /** SIGTERM: what runs ends well, and the process ends with 0. */
  TERMINATE {
    @Override
    void strike(Scene scene) throws InterruptedException {
      scene.pause(20, 1_200);
      int status = scene.node().terminate();
      if (status != 0) {
        scene.complain("SIGTERM ends the process with " + status);
      }
      scene.start(scene.node());
    }
  },

  /**
   * The database stops at once, as in a crash, and comes back; one in four takes the node along.
   */
  DATABASE_STOP {
    @Override
    void strike(Scene scene) throws IOException, InterruptedException {
      scene.pause(20, 1_000);
      scene.databases().stopAtOnce();
      scene.pause(50, 2_500);
      boolean nodeToo = scene.oneIn(4);
      if (nodeToo) {
        scene.kill(scene.node());
      }
      scene.databases().startAgain();
      if (nodeToo) {
        scene.start(scene.node());
      }
    }
  },

  /**
   * Connections to the database are ended by the server, cut on the way, or cut with the answer to
   * a statement or a commit of the ledger's on them.
   */
  CONNECTIONS_CUT {
    @Override
    void strike(Scene scene) throws InterruptedException, SQLException {
      for (int cuts = scene.random().nextInt(8, 25); cuts > 0; cuts--) {
        scene.pause(10, 250);
        switch (scene.random().nextInt(6)) {
          case 0 -> scene.databases().terminateSessions(scene.database());
          case 1 -> scene.databases().link().cut();
          default -> scene.databases().link().loseAnAnswer();
        }
      }
      scene.databases().link().loseNoMore();
    }
  },

  /** The journal's disk fills up until calls are refused; one in three dies then. */
  DISK_FULL {
    @Override
    boolean needsSmallDisk() {
      return true;
    }

    @Override
    void strike(Scene scene) throws IOException, InterruptedException {
      scene.pause(20, 500);
      int refused = scene.load().refused();
      scene.smallDisk().fill();
      scene.await("a full disk refuses calls", () -> scene.load().refused() > refused);
      scene.pause(0, 600);
      if (scene.oneIn(3)) {
        scene.kill(scene.node());
        scene.smallDisk().makeRoom();
        scene.start(scene.node());
      } else {
        scene.smallDisk().makeRoom();
      }
    }
  },

  /** Two nodes on one database, one of them is killed while the other goes on; or both are. */
  TWO_NODES {
    @Override
    int nodes() {
      return 2;
    }

    @Override
    void strike(Scene scene) throws InterruptedException {
      scene.pause(20, 1_000);
      scene.kill(scene.nodes().get(0));
      scene.pause(0, 500);
      boolean both = scene.oneIn(4);
      if (both) {
        scene.kill(scene.nodes().get(1));
      }
      scene.start(scene.nodes().get(0));
      if (both) {
        scene.start(scene.nodes().get(1));
      }
    }
  },

  /** The database's folder is put back to an older copy while the node runs. */
  RESTORE {
    @Override
    void strike(Scene scene) throws IOException, InterruptedException, SQLException {
      scene.pause(20, 800);
      scene.databases().stopAtOnce();
      scene.databases().keepCopy();
      scene.databases().startAgain();
      scene.awaitEntries(20);
      scene.pause(0, 1_500);
      scene.databases().stopAtOnce();
      scene.databases().putBackCopy();
      scene.databases().startAgain();
    }
  };

  /** Runs while the load does; when it returns, Meterr has what it needs to be well again. */
  abstract void strike(Scene scene) throws IOException, InterruptedException, SQLException;

  int nodes() {
    return 1;
  }

  boolean needsSmallDisk() {
    return false;
  }

  /** Whether the database server must be the trials' own. */
  private boolean needsCluster() {
    return this == DATABASE_STOP || this == RESTORE;
  }

  /**
   * Why it cannot be tried here; null where it can.
   *
   * @param ownServer whether the database server may be stopped
   * @param folder where files may be made
   */
  @Nullable String obstacle(boolean ownServer, Path folder)
      throws IOException, InterruptedException {
    if (needsCluster() && !ownServer) {
      return "the database server is not ours to stop";
    }
    if (needsSmallDisk() && !SmallDisk.isPossible(folder.resolve("disk"))) {
      return "only root can mount a tmpfs";
    }
    return null;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
