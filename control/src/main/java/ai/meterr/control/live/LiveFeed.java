package ai.meterr.control.live;

import ai.meterr.control.access.Asker;
import ai.meterr.control.access.Askers;
import ai.meterr.control.answer.Problem;
import ai.meterr.control.query.Parameters;
import ai.meterr.ledger.report.LiveSignal;
import ai.meterr.ledger.report.Reports;
import ai.meterr.tenancy.OrganizationId;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api/v1/live}. Each client has a virtual thread that reads on from the client's own cursor
 * and writes; a slow client blocks its thread and nothing else.
 */
public final class LiveFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);
  private static final int STREAMS_MAX = 2_000;
  private static final int STREAMS_PER_ORGANIZATION_MAX = 500;

  /** A cursor names every journal that the ledger has seen. */
  private static final int CURSOR_LENGTH_MAX = 8_192;

  private static final HeaderName LAST_EVENT_ID = HeaderNames.create("Last-Event-ID");

  private final Askers askers;
  private final Reports reports;
  private final LivePace pace;
  private final AutoCloseable listening;

  private final Map<OrganizationId, Listened> channels = new HashMap<>();
  private int streams;
  private boolean closed;

  /**
   * @param streams how many clients share the channel
   */
  private record Listened(Channel channel, int streams) {}

  public LiveFeed(Askers askers, Reports reports, LiveSignal signal, LivePace pace) {
    this.askers = askers;
    this.reports = reports;
    this.pace = pace;
    this.listening = signal.listen(this::grew);
  }

  public void stream(ServerRequest request, ServerResponse response) {
    Asker asker = askers.reader(request);
    Parameters.read(request.query().rawValue(), Set.of());
    String resume = lastEventId(request);
    OrganizationId organization = asker.organization();
    Channel channel = join(organization);
    try {
      ClientStream stream = new ClientStream(channel, pace, () -> mayStillRead(request), resume);
      response.header(HeaderNames.CONTENT_TYPE, "text/event-stream");
      response.header("X-Accel-Buffering", "no");
      write(stream, response);
    } catch (Reports.BadCursor bad) {
      throw notOurs();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } finally {
      leave(organization);
    }
  }

  private static void write(ClientStream stream, ServerResponse response)
      throws InterruptedException {
    try (OutputStream out = response.outputStream()) {
      stream.writeTo(out);
    } catch (IOException clientLeft) {
      throw new UncheckedIOException(clientLeft);
    } catch (CloseConnectionException clientLeft) {
      throw clientLeft;
    } catch (RuntimeException failed) {
      // the head is out: the stream ends, and the client comes back to an answer with a status
      LOG.warn("a live stream ended early: {}", failed.toString());
    }
  }

  private boolean mayStillRead(ServerRequest request) {
    try {
      askers.reader(request);
      return true;
    } catch (Problem ended) {
      return false;
    }
  }

  private static @Nullable String lastEventId(ServerRequest request) {
    if (!request.headers().contains(LAST_EVENT_ID)) {
      return null;
    }
    String id = request.headers().get(LAST_EVENT_ID).get();
    if (id.isEmpty() || id.length() > CURSOR_LENGTH_MAX) {
      throw notOurs();
    }
    return id;
  }

  private static Problem notOurs() {
    return Problem.parameter("Last-Event-ID", "is not the id of an event of this stream");
  }

  private synchronized Channel join(OrganizationId organization) {
    Listened listened = channels.get(organization);
    int already = listened == null ? 0 : listened.streams;
    if (closed || streams >= STREAMS_MAX || already >= STREAMS_PER_ORGANIZATION_MAX) {
      throw Problem.later(Problem.Kind.UNAVAILABLE, "too many live streams are open", 15);
    }
    Channel channel =
        listened == null ? new Channel(organization, reports, pace.heartbeat()) : listened.channel;
    channels.put(organization, new Listened(channel, already + 1));
    streams++;
    return channel;
  }

  private synchronized void leave(OrganizationId organization) {
    streams--;
    channels.computeIfPresent(
        organization,
        (any, listened) ->
            listened.streams == 1 ? null : new Listened(listened.channel, listened.streams - 1));
  }

  private synchronized void grew(OrganizationId organization) {
    Listened listened = channels.get(organization);
    if (listened != null) {
      listened.channel.grew();
    }
  }

  /** Ends all streams. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      channels.values().forEach(listened -> listened.channel.close());
    }
    try {
      listening.close();
    } catch (Exception e) {
      throw new IllegalStateException("could not stop listening for what is new", e);
    }
  }
}
