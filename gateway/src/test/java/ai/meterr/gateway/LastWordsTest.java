package ai.meterr.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.meterr.access.Caller;
import ai.meterr.cost.CostResult;
import ai.meterr.event.Booking;
import ai.meterr.event.Ending;
import ai.meterr.event.EventId;
import ai.meterr.event.Status;
import ai.meterr.providers.Endpoint;
import ai.meterr.providers.ProviderApi;
import ai.meterr.providers.RequestFacts;
import ai.meterr.providers.openai.OpenAiApi;
import ai.meterr.proxy.Relay;
import ai.meterr.tenancy.Attribution;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A client leaves, and what is still to come comes late or never: time is made by the test. */
class LastWordsTest {
  private final EmbeddedChannel loop = new EmbeddedChannel();
  private final HandMadeJournal journal = new HandMadeJournal();
  private final AtomicInteger over = new AtomicInteger();
  private final Provider provider = new Provider();
  private final AnswerRelay relay = relay();

  LastWordsTest() {
    loop.freezeTime();
  }

  private void leftAfterTheFinishReason() {
    HttpHeaders headers = new DefaultHttpHeaders(false);
    headers.set("content-type", "text/event-stream");
    relay.head(200, headers, provider);
    relay.data(bytes(Chats.HELLO), provider);
    relay.data(bytes(Chats.STOP), provider);
    relay.clientLeft(provider);
  }

  @Test
  void usage_that_never_comes_is_not_waited_for() throws Exception {
    leftAfterTheFinishReason();
    pass(AnswerRelay.LAST_WORDS.toMillis() - 1);
    assertThat(journal.isAsked()).isFalse();

    pass(1);
    HandMadeJournal.Waiting close = journal.close();
    assertThat(close.event().status()).isEqualTo(Status.UNKNOWN);
    assertThat(close.event().facts().ending()).isEqualTo(Ending.CLIENT_LEFT);
    assertThat(provider.cancelled).isTrue();
    close.durable();
    pass(0);
    assertThat(over).hasValue(1);
  }

  @Test
  void usage_that_comes_closes_the_call_and_the_time_that_runs_out_does_not_close_it_again()
      throws Exception {
    leftAfterTheFinishReason();
    relay.data(bytes(Chats.USAGE), provider);
    HandMadeJournal.Waiting close = journal.close();
    assertThat(close.event().usage().totalTokens()).isEqualTo(10);
    pass(AnswerRelay.LAST_WORDS.toMillis());
    close.durable();
    pass(0);

    assertThat(journal.closes()).isEqualTo(1);
    assertThat(over).hasValue(1);
  }

  @Test
  void an_answer_that_never_begins_is_not_waited_for() throws Exception {
    relay.clientLeft(provider);
    pass(AnswerRelay.STREAM_HEAD.toMillis() - 1);
    assertThat(journal.isAsked()).isFalse();

    pass(1);
    HandMadeJournal.Waiting close = journal.close();
    assertThat(close.event().status()).isEqualTo(Status.UNKNOWN);
    assertThat(close.event().facts().ending()).isEqualTo(Ending.CLIENT_LEFT);
    assertThat(provider.cancelled).isTrue();
    close.durable();
    pass(0);
    assertThat(over).hasValue(1);
  }

  private void pass(long millis) {
    loop.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    loop.runPendingTasks();
  }

  private AnswerRelay relay() {
    ProviderApi api = new OpenAiApi();
    Endpoint chat = api.endpoint("POST", Chats.PATH);
    Call call =
        new Call(
            new EventId("call-1"),
            House.NOW,
            0,
            new Caller(House.ORGANIZATION, new UUID(0, 1), "mtr_012345", Set.of(), null, null),
            Attribution.NONE,
            api,
            chat,
            RequestFacts.of(null, true),
            List.of(),
            new Booking(charge -> new CostResult.Unpriced(CostResult.Why.NO_SUCH_MODEL, "")));
    return new AnswerRelay(
        call,
        new Meter(() -> 0),
        new CallJournal(journal),
        new CallLog(new SimpleMeterRegistry()),
        loop.eventLoop(),
        over::incrementAndGet);
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }

  /** The other end, whose client has left: only what becomes of the provider is of interest. */
  private static final class Provider implements Relay.Downstream {
    private boolean cancelled;

    @Override
    public void head(int status, HttpHeaders headers) {}

    @Override
    public void write(ByteBuf bytes) {
      bytes.release();
    }

    @Override
    public void end() {}

    @Override
    public void abort() {}

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void cancelUpstream() {
      cancelled = true;
    }
  }
}
