package ai.meterr.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class ManyStreamsTest {
  private static final int STREAMS = 2_000;
  private static final int FRAMES = 20;

  @Test
  void of_two_thousand_open_streams_no_frame_is_lost_or_out_of_order() throws Exception {
    CyclicBarrier allOpen = new CyclicBarrier(STREAMS);
    CountDownLatch done = new CountDownLatch(STREAMS);
    Queue<String> wrong = new ConcurrentLinkedQueue<>();
    try (HandMade upstream =
            HandMade.playing(
                client -> {
                  Wire.Message request = client.request();
                  if (request == null) {
                    return;
                  }
                  String number = request.startLine().split(" ", -1)[1].substring(1);
                  client.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                  allOpen.await();
                  for (int i = 0; i < FRAMES; i++) {
                    String frame = "data: " + number + " " + i + "\n\n";
                    client.send(Integer.toHexString(frame.length()) + "\r\n" + frame + "\r\n");
                  }
                  client.send("0\r\n\r\n");
                });
        ProxyServer proxy = Proxies.start(Proxies.through(upstream.upstream()))) {
      for (int i = 0; i < STREAMS; i++) {
        int number = i;
        Thread.ofVirtual().start(() -> read(proxy, number, wrong, done));
      }
      assertThat(done.await(100, TimeUnit.SECONDS)).isTrue();
      assertThat(wrong).isEmpty();
      assertThat(upstream.connections()).isEqualTo(STREAMS);
    }
  }

  private static void read(
      ProxyServer proxy, int number, Queue<String> wrong, CountDownLatch done) {
    try (Wire client = Wire.to(proxy)) {
      client.send("GET /" + number + " HTTP/1.1\r\nHost: a\r\n\r\n");
      StringBuilder expected = new StringBuilder();
      for (int i = 0; i < FRAMES; i++) {
        expected.append("data: ").append(number).append(' ').append(i).append("\n\n");
      }
      String got = new String(client.answer().body(), StandardCharsets.US_ASCII);
      if (!got.contentEquals(expected)) {
        wrong.add(number + ": " + got);
      }
    } catch (RuntimeException | AssertionError failed) {
      wrong.add(number + ": " + failed);
    } finally {
      done.countDown();
    }
  }
}
