package ai.meterr.ledger.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.Operation;
import ai.meterr.catalog.ProviderId;
import ai.meterr.cost.Line;
import ai.meterr.cost.PriceRef;
import ai.meterr.cost.PriceScope;
import ai.meterr.cost.PricedSubCall;
import ai.meterr.event.Ending;
import ai.meterr.event.EventId;
import ai.meterr.event.PricingState;
import ai.meterr.event.Source;
import ai.meterr.event.Status;
import ai.meterr.event.UsageEvent;
import ai.meterr.event.UsageEvent.Facts;
import ai.meterr.event.UsageSource;
import ai.meterr.money.CurrencyCode;
import ai.meterr.money.Money;
import ai.meterr.tenancy.Attribution;
import ai.meterr.testkit.SampleEvents;
import ai.meterr.usage.Meter;
import ai.meterr.usage.MeterKind;
import ai.meterr.usage.Modality;
import ai.meterr.usage.SubCall;
import ai.meterr.usage.Usage;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

class EventJsonTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void what_is_written_is_read_back_equal(long seed) {
    SampleEvents samples = new SampleEvents(seed);
    for (int i = 0; i < 1_000; i++) {
      UsageEvent event = samples.next();
      assertThat(EventJson.read(EventJson.write(event))).isEqualTo(event);
    }
  }

  @Test
  void a_full_event_reads_as_the_contract_says() {
    assertThat(text(EventJson.write(full())))
        .isEqualTo(
            """
            {"id":"evt-1","request_id":"evt-1","attempt":1,"time":"2026-11-24T08:00:00.250Z",\
            "provider":"openai","request_model":"gpt-x","response_model":"gpt-x-2026",\
            "operation":"chat","service_tier":"default","region":"us","streamed":true,"http_status":200,\
            "status":"priced","ending":"completed","usage_source":"provider","pricing":"priced",\
            "usage":{"input":120,"output":7,"web_search":2,"second":1.5},\
            "meters":{"input":100,"input.audio":20,"output":7,"web_search":2,"second":1.5},\
            "cost":"0.000375","currency":"USD",\
            "lines":[{"meter":"input","quantity":"100","unit_price":"2.5","list_unit_price":"3",\
            "amount":"0.00025"}],\
            "price":{"id":"openai/gpt-x","source":"https://example.com",\
            "retrieved_at":"2026-11-01","valid_from":"2026-01-01T00:00:00Z","scope":"contract",\
            "over":"openai/gpt-x/standard"},\
            "sub_calls":[{"model":"small","role":"compaction","usage":{"input":50},\
            "lines":[{"meter":"input","quantity":"50","unit_price":"2.5","amount":"0.000125"}]}],\
            "provider_cost":"0.0004","provider_cost_currency":"EUR","source":"gateway",\
            "notes":["a note"],"provider_response_id":"resp_1","latency_ms":1234,\
            "time_to_first_token_ms":56,"key":"mtr_AbC","project":"p","team":"t","user":"u",\
            "session":"s","feature":"f","environment":"e","tags":{"a":"1","b":"2"}}\
            """);
  }

  @Test
  void absent_fields_are_left_out_except_the_cost() {
    assertThat(text(EventJson.write(bare())))
        .isEqualTo(
            """
            {"id":"evt-2","request_id":"evt-2","attempt":1,"time":"2026-11-24T08:00:00Z",\
            "provider":"gemini","operation":"other","streamed":false,"status":"unknown",\
            "ending":"no_answer","usage_source":"unknown","pricing":"unpriced","usage":{},\
            "cost":null,"source":"gateway"}\
            """);
  }

  @Test
  void money_is_plain_decimals_however_small_or_large() {
    UsageEvent event = withCost(bare(), Money.usd("1E-12"));
    assertThat(text(EventJson.write(event))).contains("\"cost\":\"0.000000000001\"");
    assertThat(text(EventJson.write(withCost(bare(), Money.usd("1E+6")))))
        .contains("\"cost\":\"1000000\"");
  }

  @Test
  void a_field_of_a_newer_version_is_passed_over() {
    String json = text(EventJson.write(bare()));
    String newer = json.replace("{\"id\"", "{\"new\":{\"a\":[1,{}]},\"newer\":[[]],\"id\"");
    assertThat(EventJson.read(bytes(newer))).isEqualTo(bare());
  }

  @Test
  void fields_may_come_in_any_order() {
    String json = text(EventJson.write(full()));
    String usage = "\"usage\":{\"input\":120,\"output\":7,\"web_search\":2,\"second\":1.5},";
    String turned = "{" + usage + json.replace(usage, "").substring(1);
    assertThat(turned).hasSameSizeAs(json).isNotEqualTo(json);
    assertThat(EventJson.read(bytes(turned))).isEqualTo(full());
  }

  @Test
  void an_event_stands_inside_what_others_write() {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      EventJson.writeFields(json, bare());
      json.writeArrayPropertyStart("attempts");
      EventJson.write(json, bare());
      json.writeEndArray();
      json.writeEndObject();
    }
    String event = text(EventJson.write(bare()));
    assertThat(out.toString())
        .isEqualTo(event.substring(0, event.length() - 1) + ",\"attempts\":[" + event + "]}");
  }

  @Test
  void text_that_no_store_can_keep_is_replaced_once_and_for_all() {
    UsageEvent event = withUser(bare(), "a\0b\uD800c\uDC00d👩e\uD83D");
    UsageEvent read = EventJson.read(EventJson.write(event));
    assertThat(read.attribution().user()).isEqualTo("a\uFFFDb\uFFFDc\uFFFDd👩e\uFFFD");
    assertThat(EventJson.read(EventJson.write(read))).isEqualTo(read);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{",
        "{}",
        "{} {}",
        "{\"id\":1}",
        "{\"id\":\"\"}",
        "{\"usage\":[]}",
        "{\"usage\":{\"input\":-1}}",
        "{\"usage\":{\"input\":1.5}}",
        "{\"usage\":{\"no_such_meter\":1}}",
        "{\"time\":\"yesterday\"}",
        "{\"cost\":1.5}",
        "{\"cost\":\"a lot\"}",
        "{\"lines\":{}}",
        "{\"status\":\"fine\"}"
      })
  void what_is_no_event_is_refused(String json) {
    assertThatThrownBy(() -> EventJson.read(bytes(json))).isInstanceOf(MalformedEvent.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id",
        "request_id",
        "time",
        "provider",
        "operation",
        "status",
        "ending",
        "usage_source",
        "pricing",
        "usage",
        "source"
      })
  void what_every_event_has_must_be_there(String field) {
    String without =
        text(EventJson.write(bare())).replace("\"" + field + "\":", "\"other_" + field + "\":");
    assertThatThrownBy(() -> EventJson.read(bytes(without)))
        .isInstanceOf(MalformedEvent.class)
        .hasMessageContaining(field);
  }

  @Test
  void a_cost_without_a_currency_is_refused() {
    String without = text(EventJson.write(full())).replace("\"currency\":\"USD\",", "");
    assertThatThrownBy(() -> EventJson.read(bytes(without))).isInstanceOf(MalformedEvent.class);
  }

  private static UsageEvent full() {
    Usage usage =
        Usage.builder()
            .add(Meter.INPUT, 100)
            .add(new Meter(MeterKind.INPUT, Modality.AUDIO), 20)
            .add(Meter.OUTPUT, 7)
            .add(Meter.of(MeterKind.WEB_SEARCH), 2)
            .add(Meter.of(MeterKind.SECOND), new BigDecimal("1.50"))
            .build();
    Usage subUsage = Usage.builder().add(Meter.INPUT, 50).build();
    BigDecimal unitPrice = new BigDecimal("2.5");
    return new UsageEvent(
        new EventId("evt-1"),
        "evt-1",
        1,
        Instant.parse("2026-11-24T08:00:00.250Z"),
        ProviderId.OPENAI,
        new ModelId("gpt-x"),
        new ModelId("gpt-x-2026"),
        Operation.CHAT,
        "default",
        "us",
        true,
        200,
        new Facts(Ending.COMPLETED, UsageSource.PROVIDER, PricingState.PRICED),
        Status.PRICED,
        usage,
        Money.usd("0.000375"),
        List.of(Line.of(Meter.INPUT, new BigDecimal(100), unitPrice, new BigDecimal("3"))),
        new PriceRef(
            "openai/gpt-x",
            "https://example.com",
            LocalDate.of(2026, 11, 1),
            Instant.parse("2026-01-01T00:00:00Z"),
            PriceScope.CONTRACT,
            "openai/gpt-x/standard"),
        List.of(
            new PricedSubCall(
                new SubCall(new ModelId("small"), "compaction", subUsage),
                List.of(Line.of(Meter.INPUT, new BigDecimal(50), unitPrice)))),
        new Money(new BigDecimal("0.0004"), new CurrencyCode("EUR")),
        Source.GATEWAY,
        List.of("a note"),
        "resp_1",
        Duration.ofMillis(1234),
        Duration.ofMillis(56),
        new Attribution(
            "mtr_AbC", "p", "t", "u", "s", "f", "e", new TreeMap<>(Map.of("a", "1", "b", "2"))));
  }

  private static UsageEvent bare() {
    return bare(null, Attribution.NONE);
  }

  private static UsageEvent withCost(UsageEvent event, Money cost) {
    return bare(cost, event.attribution());
  }

  private static UsageEvent withUser(UsageEvent event, String user) {
    return bare(
        event.cost(), new Attribution(null, null, null, user, null, null, null, new TreeMap<>()));
  }

  private static UsageEvent bare(@Nullable Money cost, Attribution attribution) {
    return new UsageEvent(
        new EventId("evt-2"),
        "evt-2",
        1,
        Instant.parse("2026-11-24T08:00:00Z"),
        new ProviderId("gemini"),
        null,
        null,
        Operation.OTHER,
        null,
        null,
        false,
        null,
        new Facts(Ending.NO_ANSWER, UsageSource.UNKNOWN, PricingState.UNPRICED),
        Status.UNKNOWN,
        Usage.NONE,
        cost,
        List.of(),
        null,
        List.of(),
        null,
        Source.GATEWAY,
        List.of(),
        null,
        null,
        null,
        attribution);
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
