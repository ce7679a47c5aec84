package ai.meterr.proxy;

import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * What must be known before connecting, and may block: the addresses behind a name, as the machine
 * itself sees them, and the certificates that are trusted.
 */
final class Addresses implements AutoCloseable {
  private static final int THREADS = 8;
  private static final int WAITING_MAX = 4096;

  private final ThreadPoolExecutor threads;
  private final @Nullable TrustManagerFactory trusted;
  private volatile @Nullable SslContext tls;

  /**
   * @param trusted whom to trust; null: the authorities that the JDK trusts
   */
  Addresses(@Nullable TrustManagerFactory trusted) {
    this.trusted = trusted;
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING_MAX),
            Thread.ofPlatform().daemon().name("meterr-names-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  sealed interface Found {
    /**
     * @param tls null where the upstream speaks plain text
     */
    record At(List<InetAddress> addresses, @Nullable SslContext tls) implements Found {}

    record Unknown(String detail) implements Found {}

    record Forbidden() implements Found {}
  }

  /** The answer comes on the loop; at once where nothing has to be looked up. */
  void find(Upstream.Tcp upstream, EventLoop loop, Consumer<Found> then) {
    byte[] literal = NetUtil.createByteArrayFromIpAddressString(upstream.host());
    if (literal != null && (!upstream.tls() || tls != null)) {
      then.accept(find(upstream));
      return;
    }
    try {
      threads.execute(
          () -> {
            Found found = find(upstream);
            loop.execute(() -> then.accept(found));
          });
    } catch (RejectedExecutionException full) {
      then.accept(new Found.Unknown("too many names are being looked up"));
    }
  }

  private Found find(Upstream.Tcp upstream) {
    try {
      List<InetAddress> allowed =
          Stream.of(InetAddress.getAllByName(upstream.host())).filter(upstream.allowed()).toList();
      if (allowed.isEmpty()) {
        return new Found.Forbidden();
      }
      return new Found.At(allowed, upstream.tls() ? tls() : null);
    } catch (UnknownHostException unknown) {
      return new Found.Unknown("the host's name is not known");
    } catch (SSLException unusable) {
      throw new IllegalStateException("the trusted certificates cannot be read", unusable);
    }
  }

  private synchronized SslContext tls() throws SSLException {
    SslContext made = tls;
    if (made == null) {
      made =
          SslContextBuilder.forClient()
              .sslProvider(SslProvider.JDK)
              .trustManager(trusted)
              .endpointIdentificationAlgorithm("HTTPS")
              .build();
      tls = made;
    }
    return made;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
