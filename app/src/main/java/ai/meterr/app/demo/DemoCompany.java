package ai.meterr.app.demo;

import static ai.meterr.app.demo.DemoModel.EMBEDDING;
import static ai.meterr.app.demo.DemoModel.GEMINI_3_FLASH;
import static ai.meterr.app.demo.DemoModel.GEMINI_FLASH;
import static ai.meterr.app.demo.DemoModel.GEMINI_PRO;
import static ai.meterr.app.demo.DemoModel.GPT;
import static ai.meterr.app.demo.DemoModel.GPT_4O_MINI;
import static ai.meterr.app.demo.DemoModel.GPT_MINI;
import static ai.meterr.app.demo.DemoModel.HAIKU;
import static ai.meterr.app.demo.DemoModel.OPUS;
import static ai.meterr.app.demo.DemoModel.ORCHID;
import static ai.meterr.app.demo.DemoModel.SONNET;

import ai.meterr.app.demo.DemoProgram.Shape;
import ai.meterr.catalog.Operation;
import java.time.ZoneId;
import java.util.List;

/** An invented forwarding company and the programs with which it calls models. */
public final class DemoCompany {
  public static final String NAME = "Halden Freight";
  public static final ZoneId ZONE = ZoneId.of("Europe/Oslo");

  private static final int FROM_THE_START = 365;
  private static final String PRODUCTION = "production";

  private static final List<String> DESK =
      people("aune", "berg", "dahl", "eide", "foss", "haug", "lunde", "moen", "nygaard", "strand");
  private static final List<String> CUSTOMS = people("brekke", "hagen", "myhre", "sunde");
  private static final List<String> DEVELOPERS =
      people("amundsen", "bakke", "engen", "holt", "kvam", "ruud", "solli", "tangen");
  private static final List<String> PLANNERS = people("aas", "lie", "roed", "vik");

  /** What the papers of a consignment are tagged with. */
  static final List<String> LANES =
      List.of("halden-gothenburg", "halden-hamburg", "moss-aarhus", "oslo-rotterdam");

  static final List<DemoProgram> PROGRAMS =
      List.of(
          new DemoProgram(
              DemoKey.DESK,
              "Customer desk",
              "Inbox",
              "reply-draft",
              PRODUCTION,
              DESK,
              List.of(SONNET, SONNET, SONNET, HAIKU),
              Rhythm.OFFICE,
              110,
              3,
              FROM_THE_START,
              chat(true, 1_600, 3_400, true, 320, 0)),
          new DemoProgram(
              DemoKey.DESK,
              "Customer desk",
              "Track and trace",
              "customer-chat",
              PRODUCTION,
              List.of(),
              List.of(GPT_MINI, GPT_MINI, GEMINI_FLASH),
              Rhythm.CUSTOMERS,
              150,
              5,
              FROM_THE_START,
              chat(true, 900, 1_400, false, 190, 140)),
          new DemoProgram(
              DemoKey.DOCUMENTS,
              "Customs and documents",
              "Paper intake",
              "waybill-reading",
              PRODUCTION,
              List.of(),
              List.of(GEMINI_FLASH, GEMINI_FLASH, GEMINI_PRO),
              Rhythm.TERMINAL,
              120,
              4,
              FROM_THE_START,
              chat(false, 14_000, 1_100, false, 900, 620)),
          new DemoProgram(
              DemoKey.DOCUMENTS,
              "Customs and documents",
              "Customs",
              "tariff-codes",
              PRODUCTION,
              CUSTOMS,
              List.of(GPT, GPT, GEMINI_PRO),
              Rhythm.OFFICE,
              45,
              2,
              FROM_THE_START,
              chat(false, 4_400, 9_200, false, 520, 1_400)),
          new DemoProgram(
              DemoKey.PLATFORM,
              "Platform",
              "Developer tools",
              "code-assistant",
              "development",
              DEVELOPERS,
              List.of(OPUS, OPUS, SONNET),
              Rhythm.OFFICE,
              140,
              7,
              FROM_THE_START,
              chat(true, 3_600, 110_000, false, 1_500, 420)),
          new DemoProgram(
              DemoKey.PLATFORM,
              "Platform",
              "Developer tools",
              "code-review",
              "ci",
              List.of(),
              List.of(GPT, SONNET),
              Rhythm.OFFICE,
              34,
              2,
              FROM_THE_START,
              chat(false, 26_000, 3_000, false, 1_300, 1_600)),
          new DemoProgram(
              DemoKey.PLANNING,
              "Route planning",
              "Arrival times",
              "delay-explainer",
              PRODUCTION,
              List.of(),
              List.of(GPT_4O_MINI),
              Rhythm.CUSTOMERS,
              70,
              1,
              FROM_THE_START,
              chat(false, 1_300, 0, false, 130, 0)),
          new DemoProgram(
              DemoKey.PLANNING,
              "Route planning",
              "Arrival times",
              "route-notes",
              "staging",
              PLANNERS,
              List.of(ORCHID, ORCHID, GEMINI_3_FLASH),
              Rhythm.OFFICE,
              26,
              0,
              9,
              chat(true, 2_100, 0, false, 420, 300)),
          new DemoProgram(
              DemoKey.DOCUMENTS,
              "Customs and documents",
              "Document search",
              "index",
              PRODUCTION,
              List.of(),
              List.of(EMBEDDING),
              Rhythm.NIGHTLY,
              60,
              3,
              FROM_THE_START,
              new Shape(Operation.EMBEDDINGS, false, 24_000, 0, false, 0, 0)),
          new DemoProgram(
              DemoKey.FINANCE,
              "Finance",
              "Invoice matching",
              "match",
              PRODUCTION,
              List.of(),
              List.of(HAIKU, HAIKU, GPT_MINI),
              Rhythm.NIGHTLY,
              48,
              2,
              24,
              chat(false, 3_800, 2_600, false, 240, 90)),
          new DemoProgram(
              DemoKey.NOTEBOOK,
              null,
              null,
              "analysis",
              "notebook",
              List.of(),
              List.of(GEMINI_3_FLASH, GPT_MINI),
              Rhythm.OFFICE,
              16,
              0,
              FROM_THE_START,
              chat(false, 3_000, 0, false, 500, 250)));

  private DemoCompany() {}

  private static Shape chat(
      boolean streamed, int fresh, int kept, boolean hour, int output, int reasoning) {
    return new Shape(Operation.CHAT, streamed, fresh, kept, hour, output, reasoning);
  }

  private static List<String> people(String... names) {
    return List.of(names).stream().map(name -> name + "@halden-freight.example").toList();
  }
}
