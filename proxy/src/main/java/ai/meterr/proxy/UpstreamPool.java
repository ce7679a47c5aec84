package ai.meterr.proxy;

import ai.meterr.proxy.Relay.Failure.Kind;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to its upstreams: those that lie idle, the last used first, and
 * the making of new ones. Touched only by its loop.
 */
final class UpstreamPool {
  /**
   * Idle connections kept to one upstream; two loops of these stay below common limits of files.
   */
  private static final int KEPT_MAX = 512;

  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(32 << 10, 64 << 10);

  private final EventLoop loop;
  private final Transport transport;
  private final Addresses addresses;
  private final Map<Upstream, Deque<UpstreamConnection>> idle = new HashMap<>();

  UpstreamPool(EventLoop loop, Transport transport, Addresses addresses) {
    this.loop = loop;
    this.transport = transport;
    this.addresses = addresses;
  }

  interface Waiter {
    void connected(UpstreamConnection connection);

    void notConnected(Kind kind, String detail);
  }

  @Nullable UpstreamConnection idle(Upstream upstream) {
    Deque<UpstreamConnection> kept = idle.get(upstream);
    while (kept != null) {
      UpstreamConnection connection = kept.pollLast();
      if (connection == null) {
        return null;
      }
      if (connection.isUsable()) {
        return connection;
      }
    }
    return null;
  }

  void giveBack(UpstreamConnection connection) {
    Deque<UpstreamConnection> kept =
        idle.computeIfAbsent(connection.upstream(), upstream -> new ArrayDeque<>());
    if (kept.size() >= KEPT_MAX) {
      connection.drop();
    } else {
      kept.addLast(connection);
      connection.rest();
    }
  }

  void forget(UpstreamConnection connection) {
    Deque<UpstreamConnection> kept = idle.get(connection.upstream());
    if (kept == null) {
      return;
    }
    kept.remove(connection);
    if (kept.isEmpty()) {
      idle.remove(connection.upstream());
    }
  }

  Attempt connect(Upstream upstream, Waiter waiter) {
    Attempt attempt = new Attempt(upstream, waiter);
    attempt.begin();
    return attempt;
  }

  /** The way to a new connection: look the name up, connect, shake hands; one limit over all. */
  final class Attempt {
    private final Upstream upstream;
    private final Waiter waiter;
    private final Deadline deadline;
    private @Nullable Channel channel;
    private boolean over;

    private Attempt(Upstream upstream, Waiter waiter) {
      this.upstream = upstream;
      this.waiter = waiter;
      this.deadline = new Deadline(loop, this::late);
    }

    private void begin() {
      deadline.in(upstream.limits().connect());
      switch (upstream) {
        case Upstream.Unix unix -> open(transport.unixAddress().apply(unix.socket()), null);
        case Upstream.Tcp tcp -> addresses.find(tcp, loop, found -> found(tcp, found));
      }
    }

    private void found(Upstream.Tcp tcp, Addresses.Found found) {
      if (over) {
        return;
      }
      switch (found) {
        case Addresses.Found.Unknown(String detail) -> failed(Kind.UNRESOLVED, detail);
        case Addresses.Found.Forbidden() ->
            failed(Kind.FORBIDDEN_ADDRESS, "the host's address is not allowed");
        case Addresses.Found.At(List<InetAddress> at, SslContext tls) ->
            tryNext(tcp, at.iterator(), tls);
      }
    }

    private void tryNext(Upstream.Tcp tcp, Iterator<InetAddress> at, @Nullable SslContext tls) {
      InetSocketAddress address = new InetSocketAddress(at.next(), tcp.port());
      SslHandler handler =
          tls == null ? null : tls.newHandler(ByteBufAllocator.DEFAULT, tcp.host(), tcp.port());
      open(address, handler, at.hasNext() ? () -> tryNext(tcp, at, tls) : null);
    }

    private void open(SocketAddress address, @Nullable SslHandler tls) {
      open(address, tls, null);
    }

    private void open(
        SocketAddress address, @Nullable SslHandler tls, @Nullable Runnable otherwise) {
      AnswerDecoder decoder = new AnswerDecoder();
      UpstreamConnection connection = new UpstreamConnection(UpstreamPool.this, upstream, decoder);
      ChannelFuture connecting = bootstrap(tls, decoder, connection).connect(address);
      channel = connecting.channel();
      connecting.addListener(
          done -> {
            if (over) {
              connecting.channel().close();
            } else if (!done.isSuccess() && otherwise != null) {
              otherwise.run();
            } else if (!done.isSuccess()) {
              failed(Kind.CONNECT_REFUSED, "no connection to the upstream");
            } else if (tls == null) {
              ready(connection);
            } else {
              shakeHands(tls, connection);
            }
          });
    }

    private void shakeHands(SslHandler tls, UpstreamConnection connection) {
      tls.handshakeFuture()
          .addListener(
              done -> {
                if (over) {
                  return;
                }
                if (done.isSuccess()) {
                  ready(connection);
                } else {
                  failed(Kind.TLS, "no trusted TLS connection to the upstream");
                }
              });
    }

    private Bootstrap bootstrap(
        @Nullable SslHandler tls, AnswerDecoder decoder, UpstreamConnection connection) {
      boolean unix = upstream instanceof Upstream.Unix;
      Bootstrap bootstrap =
          new Bootstrap()
              .group(loop)
              .channel(unix ? transport.unix() : transport.tcp())
              .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
              .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
              .handler(
                  new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel made) {
                      if (tls != null) {
                        made.pipeline().addLast(tls);
                      }
                      made.pipeline().addLast(decoder, connection);
                    }
                  });
      return unix ? bootstrap : bootstrap.option(ChannelOption.TCP_NODELAY, true);
    }

    private void ready(UpstreamConnection connection) {
      over = true;
      deadline.close();
      waiter.connected(connection);
    }

    private void late() {
      cancel();
      waiter.notConnected(Kind.CONNECT_TIMEOUT, "no connection to the upstream in time");
    }

    private void failed(Kind kind, String detail) {
      cancel();
      waiter.notConnected(kind, detail);
    }

    void cancel() {
      over = true;
      deadline.close();
      if (channel != null) {
        channel.close();
      }
    }
  }
}
