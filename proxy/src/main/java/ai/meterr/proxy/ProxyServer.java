package ai.meterr.proxy;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The public port: accepts connections, hands each well-framed request to the {@link Handler}, and
 * forwards what it is told to over connections on the same event loop.
 */
public final class ProxyServer implements AutoCloseable {
  private static final int LOOPS_MAX = 4;
  private static final int BACKLOG = 4096;

  /** Bytes waiting for one client from which the upstream is not read, and down to which it is. */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(32 << 10, 64 << 10);

  private final MultiThreadIoEventLoopGroup loops;
  private final Addresses addresses;
  private final ChannelGroup clients;
  private final Kernel kernel;
  private final Channel listening;

  private ProxyServer(
      MultiThreadIoEventLoopGroup loops,
      Addresses addresses,
      ChannelGroup clients,
      Kernel kernel,
      Channel listening) {
    this.loops = loops;
    this.addresses = addresses;
    this.clients = clients;
    this.kernel = kernel;
    this.listening = listening;
  }

  /**
   * Listens from here on.
   *
   * @throws UncheckedIOException where the address cannot be bound, or certificate and key cannot
   *     be read
   */
  public static ProxyServer start(ProxyConfig config, Handler handler, Refusals refusals) {
    return start(config, handler, refusals, Transport.best(), null);
  }

  /**
   * @param trusted whom to trust as upstreams; null: the authorities that the JDK trusts
   */
  static ProxyServer start(
      ProxyConfig config,
      Handler handler,
      Refusals refusals,
      Transport transport,
      @Nullable TrustManagerFactory trusted) {
    SslContext tls = tls(config);
    Kernel kernel =
        new Kernel(
            config, handler, refusals, new BodyMemory(config.bodyMemory()), new AtomicBoolean());
    int count = config.loops();
    MultiThreadIoEventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            count > 0 ? count : Math.min(Runtime.getRuntime().availableProcessors(), LOOPS_MAX),
            new DefaultThreadFactory("meterr-loop", true),
            transport.io());
    Addresses addresses = new Addresses(trusted);
    Map<EventExecutor, LoopOwned> owned = new IdentityHashMap<>();
    for (EventExecutor loop : loops) {
      owned.put(
          loop,
          new LoopOwned(
              new UpstreamPool((EventLoop) loop, transport, addresses), new HeadWriter()));
    }
    ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    var bound =
        new ServerBootstrap()
            .group(loops)
            .channel(transport.server())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel client) {
                    accept(client, kernel, owned.get(client.eventLoop()), tls, clients);
                  }
                })
            .bind(config.host(), config.port())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      addresses.close();
      throw new UncheckedIOException(cannotListen(config, bound.cause()));
    }
    return new ProxyServer(loops, addresses, clients, kernel, bound.channel());
  }

  private static void accept(
      Channel client,
      Kernel kernel,
      @Nullable LoopOwned owned,
      @Nullable SslContext tls,
      ChannelGroup clients) {
    if (owned == null) {
      throw new IllegalStateException("a connection on a loop that is not ours");
    }
    if (tls != null) {
      client.pipeline().addLast(tls.newHandler(client.alloc()));
    }
    RequestDecoder decoder = new RequestDecoder(kernel.config());
    client
        .pipeline()
        .addLast(new SmallWrites(), decoder, new ClientConnection(kernel, owned, decoder));
    clients.add(client);
  }

  private static @Nullable SslContext tls(ProxyConfig config) {
    ProxyConfig.Tls files = config.tls();
    if (files == null) {
      return null;
    }
    try {
      return SslContextBuilder.forServer(files.certificate().toFile(), files.key().toFile())
          .sslProvider(SslProvider.JDK)
          .build();
    } catch (SSLException | IllegalArgumentException unreadable) {
      throw new UncheckedIOException(
          new IOException(
              "cannot read certificate " + files.certificate() + " or its key", unreadable));
    }
  }

  private static IOException cannotListen(ProxyConfig config, Throwable cause) {
    String where = config.host() + ":" + config.port();
    return new IOException(
        cause instanceof BindException
            ? "cannot listen on " + where + ": address in use or not this machine's"
            : "cannot listen on " + where,
        cause);
  }

  /** The bound port: the one that was free where the configuration asked for 0. */
  public int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /** Client connections that are open. */
  public int connections() {
    return clients.size();
  }

  /** Bytes that held request bodies take just now. */
  public long bodyMemoryTaken() {
    return kernel.memory().taken();
  }

  /**
   * Stops accepting, closes idle connections and waits for the answers under way; each says {@code
   * connection: close} where its head was not sent yet.
   *
   * @return whether all were finished in that time
   */
  public boolean drain(Duration limit) throws InterruptedException {
    kernel.drainingFlag().set(true);
    listening.close().awaitUninterruptibly();
    for (Channel client : clients) {
      ClientConnection connection = client.pipeline().get(ClientConnection.class);
      if (connection != null) {
        client.eventLoop().execute(connection::drain);
      }
    }
    return clients.newCloseFuture().await(limit.toMillis());
  }

  /** Closes everything at once. */
  @Override
  public void close() {
    listening.close().awaitUninterruptibly();
    clients.close().awaitUninterruptibly();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    addresses.close();
  }
}
