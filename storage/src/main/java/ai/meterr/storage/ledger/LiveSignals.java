package ai.meterr.storage.ledger;

import ai.meterr.ledger.report.LiveSignal;
import ai.meterr.storage.database.Database;
import ai.meterr.storage.database.DatabaseFailed;
import ai.meterr.tenancy.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every node that organizations' ledgers have grown, by NOTIFY: at most five a second, in
 * transactions of their own (inside the ledger's it would serialise all commits), with ids and no
 * data. After a lost connection every organization is signalled: something may have been missed.
 */
public final class LiveSignals implements LiveSignal, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveSignals.class);
  private static final String CHANNEL = "meterr_live";
  private static final Duration BETWEEN = Duration.ofMillis(200);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /** A notification holds less than 8,000 bytes. */
  private static final int ORGANIZATIONS_MAX = 200;

  private static final String ACCESS = "meterr_access";

  private final Database database;
  private final Runnable accessChanged;
  private final Runnable lost;
  private final List<Consumer<OrganizationId>> listeners = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<OrganizationId> pending = new LinkedHashSet<>();
  private final Thread teller;
  private final Thread hearer;
  private volatile @Nullable Connection hearing;
  private volatile boolean closed;

  /**
   * @param accessChanged is told when keys or credentials have changed, or may have
   * @param lost is told when the connection has broken
   */
  public LiveSignals(Database database, Runnable accessChanged, Runnable lost) {
    this.database = database;
    this.accessChanged = accessChanged;
    this.lost = lost;
    this.teller = Thread.ofPlatform().daemon().name("live-tell").unstarted(this::tell);
    this.hearer = Thread.ofPlatform().daemon().name("live-hear").unstarted(this::hear);
  }

  public void start() {
    hearer.start();
    teller.start();
  }

  @Override
  public AutoCloseable listen(Consumer<OrganizationId> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** To be told soon. Returns at once. */
  public void grown(Set<OrganizationId> organizations) {
    lock.lock();
    try {
      pending.addAll(organizations);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void tell() {
    try {
      while (!closed) {
        List<OrganizationId> organizations = take();
        try {
          send(organizations);
          pause(BETWEEN);
        } catch (DatabaseFailed e) {
          grown(Set.copyOf(organizations));
          pause(AFTER_FAILURE);
        }
      }
    } catch (InterruptedException closing) {
      // close() ends this thread
    }
  }

  private List<OrganizationId> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (pending.isEmpty()) {
        changed.await();
      }
      List<OrganizationId> taken = pending.stream().limit(ORGANIZATIONS_MAX).toList();
      taken.forEach(pending::remove);
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void send(List<OrganizationId> organizations) {
    String ids = String.join(",", organizations.stream().map(OrganizationId::toString).toList());
    database.asLedger(
        "signalling",
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement("select pg_notify(?, ?)")) {
            statement.setString(1, CHANNEL);
            statement.setString(2, ids);
            return statement.execute();
          }
        });
  }

  private void hear() {
    boolean missed = false;
    try {
      while (!closed) {
        try (Connection connection = database.listening();
            Statement statement = connection.createStatement()) {
          hearing = connection;
          statement.execute("listen " + CHANNEL);
          statement.execute("listen " + ACCESS);
          // what changed before it listened was not heard of
          accessChanged.run();
          if (missed) {
            everyone(statement).forEach(this::signal);
            missed = false;
          }
          while (!closed) {
            pass(connection.unwrap(PGConnection.class).getNotifications(0));
          }
        } catch (SQLException e) {
          if (!closed) {
            lost.run();
            if (!missed) {
              LOG.warn("live signals are not heard just now ({})", e.getSQLState());
            }
            missed = true;
            pause(AFTER_FAILURE);
          }
        }
      }
    } catch (InterruptedException closing) {
      // close() ends this thread
    }
  }

  private static List<OrganizationId> everyone(Statement statement) throws SQLException {
    List<OrganizationId> organizations = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery("select id from organizations")) {
      while (rows.next()) {
        organizations.add(new OrganizationId(rows.getObject(1, UUID.class)));
      }
    }
    return organizations;
  }

  private void pass(PGNotification @Nullable [] notifications) {
    if (notifications == null) {
      return;
    }
    Set<OrganizationId> organizations = new LinkedHashSet<>();
    for (PGNotification notification : notifications) {
      if (notification.getName().equals(ACCESS)) {
        accessChanged.run();
        continue;
      }
      for (String id : notification.getParameter().split(",")) {
        organizations.add(new OrganizationId(UUID.fromString(id)));
      }
    }
    organizations.forEach(this::signal);
  }

  private void signal(OrganizationId organization) {
    for (Consumer<OrganizationId> listener : listeners) {
      try {
        listener.accept(organization);
      } catch (RuntimeException e) {
        LOG.warn("a listener to live signals failed", e);
      }
    }
  }

  private static void pause(Duration duration) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(duration.toMillis());
  }

  @Override
  public void close() {
    closed = true;
    teller.interrupt();
    hearer.interrupt();
    Connection connection = hearing;
    if (connection != null) {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        LOG.debug("the listening connection was gone already", e);
      }
    }
  }
}
