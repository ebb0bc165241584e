package io.millrace.dashboard.page;

import java.math.RoundingMode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.millrace.dashboard.Installation;
import io.millrace.dashboard.Sent;
import io.millrace.dashboard.aggregate.AggregateStore;
import io.millrace.sink.fence.GenerationStore;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import io.millrace.testsupport.InstalledBrowser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.core.StringRedisTemplate;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The page as a browser shows it. Its pictures are in {@code target/screenshots}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@DisabledIfSystemProperty(named = "millrace.backends", matches = "containers",
		disabledReason = "is about what comes over HTTP, which is the same wherever Kafka and Redis run")
class PageIT {

	private static final Path SCREENSHOTS = Path.of("target", "screenshots");

	private static final String HOSTILE = "<img src=x onerror=\"window.hostile=1\">";

	/** Each text colour on each of the papers that it stands on. */
	private static final String CONTRASTS = """
			() => {
			  const probe = document.body.appendChild(document.createElement('span'));
			  const luminance = (name) => {
			    probe.style.color = `var(--${name})`;
			    const [r, g, b] = getComputedStyle(probe).color.match(/\\d+/g).map((part) => part / 255)
			      .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
			    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
			  };
			  const contrast = (one, other) => {
			    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
			    return (light + 0.05) / (dark + 0.05);
			  };
			  const pairs = [['urgent', 'urgent-paper'], ['warning', 'warning-paper'], ['muted', 'urgent-paper'],
			    ['muted', 'warning-paper'], ['muted', 'info-paper']];
			  for (const text of ['ink', 'muted']) {
			    ['paper', 'surface', 'track'].forEach((paper) => pairs.push([text, paper]));
			  }
			  for (const text of ['accent', 'urgent', 'warning']) {
			    ['paper', 'surface'].forEach((paper) => pairs.push([text, paper]));
			  }
			  return Object.fromEntries(pairs.map(([text, paper]) => [`${text} on ${paper}`, contrast(text, paper)]));
			}
			""";

	private static @Nullable InstalledBrowser browser;

	private static @Nullable Installation started;

	private final List<String> errors = new ArrayList<>();

	private @Nullable BrowserContext context;

	@BeforeAll
	static void start() {
		browser = InstalledBrowser.launch();
		// Days of its own past are sent within one.
		started = new Installation("millrace.dashboard.journeys.allowed-lateness=5d",
				"millrace.dashboard.meters[0].name=asked", "millrace.dashboard.meters[0].event-type=inference.*",
				"millrace.dashboard.meters[0].aggregation=sum",
				"millrace.dashboard.meters[0].value-property=data.count",
				"millrace.dashboard.meters[0].group-by=type,data.model", "millrace.dashboard.meters[1].name=saved",
				"millrace.dashboard.meters[1].event-type=inference.*", "millrace.dashboard.meters[1].aggregation=sum",
				"millrace.dashboard.meters[1].value-property=data.savedMillis",
				"millrace.dashboard.meters[1].group-by=type,data.model");
	}

	@AfterAll
	static void stop() {
		if (started != null) {
			started.close();
		}
		if (browser != null) {
			browser.close();
		}
	}

	@BeforeEach
	void forgetErrors() {
		this.errors.clear();
	}

	@AfterEach
	void closePage() {
		if (this.context != null) {
			this.context.close();
		}
	}

	private static Installation installation() {
		return Objects.requireNonNull(started);
	}

	/** Sends half an hour of a shop's day, with ups and downs. */
	private static void sendHistory() {
		Map<String, Integer> perMinute = Map.of("shop.view", 240, "shop.cart", 80, "shop.fav", 45, "order.paid", 32,
				"order.refunded", 4, "user.signup", 9);
		List<Sent> history = new ArrayList<>();
		Instant now = Instant.now();
		Random random = new Random(17);
		perMinute.forEach((type, count) -> {
			for (double second = 0; second < 1780; second += 60.0 / count) {
				double wave = 0.7 + 0.3 * Math.sin(second / 90 + count) - 0.2 * Math.cos(second / 31);
				if (random.nextDouble() < wave) {
					String user = "shopper-" + (int) (700 * Math.pow(random.nextDouble(), 2));
					history.add(new Sent(UUID.randomUUID().toString(), type, user,
							now.minusMillis((long) (second * 1000))));
				}
			}
		});
		installation().send(history);
	}

	private Page page(int width, int height, ColorScheme scheme) {
		BrowserContext opened = Objects.requireNonNull(browser)
			.browser()
			.newContext(new Browser.NewContextOptions().setViewportSize(width, height)
				.setColorScheme(scheme)
				.setLocale("en-GB")
				.setDeviceScaleFactor(2));
		this.context = opened;
		Page page = opened.newPage();
		page.onPageError(this.errors::add);
		page.onConsoleMessage((message) -> {
			if (message.type().equals("error") || message.type().equals("warning")) {
				this.errors.add(message.text());
			}
		});
		return page;
	}

	private Page open() {
		Page page = page(1280, 900, ColorScheme.LIGHT);
		page.navigate(installation().uri("/").toString());
		assertThat(page.locator("#status")).hasAttribute("data-state", "live", soonAttribute());
		return page;
	}

	private static LocatorAssertions.HasTextOptions soon() {
		return new LocatorAssertions.HasTextOptions().setTimeout(Installation.SOON.toMillis());
	}

	private static LocatorAssertions.ContainsTextOptions soonContaining() {
		return new LocatorAssertions.ContainsTextOptions().setTimeout(Installation.SOON.toMillis());
	}

	private static LocatorAssertions.HasAttributeOptions soonAttribute() {
		return new LocatorAssertions.HasAttributeOptions().setTimeout(Installation.SOON.toMillis());
	}

	private static LocatorAssertions.IsVisibleOptions soonVisible() {
		return new LocatorAssertions.IsVisibleOptions().setTimeout(Installation.SOON.toMillis());
	}

	private static LocatorAssertions.IsHiddenOptions soonHidden() {
		return new LocatorAssertions.IsHiddenOptions().setTimeout(Installation.SOON.toMillis());
	}

	private static Locator eventsOf(Page page, String type) {
		return page.locator("#types li[data-type='" + type + "'] b");
	}

	private static void picture(Page page, String name) {
		page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name)).setFullPage(true));
	}

	@Test
	@Order(1)
	void helpsWhoHasNoEventsYet() {
		Page page = open();
		assertThat(page.locator("#empty")).isVisible(soonVisible());
		assertThat(page.locator("#first-event")).containsText("curl -X POST http://localhost:8080/v1/events");
		picture(page, "empty.png");
		installation().send("page.first", 1, 1);
		assertThat(page.locator("#empty")).isHidden(soonHidden());
		assertThat(eventsOf(page, "page.first")).hasText("1", soon());
		assertThat(this.errors).isEmpty();
	}

	@Test
	@Order(2)
	void showsTheFiguresThatTheApiGives() {
		sendHistory();
		installation().awaitCounted();
		Page page = open();
		// Both ranges move on with the clock, so they are compared until they meet.
		await().atMost(Installation.SOON).pollInSameThread().untilAsserted(() -> {
			Instant from = Instant.now().minusSeconds(900);
			JsonNode answer = installation().json("/v1/query?metrics=events,users&groupBy=type&step=all&from=" + from);
			Map<String, String> expected = new TreeMap<>();
			answer.path("results")
				.forEach((row) -> expected.put(row.path("type").asString(),
						"%,d".formatted(row.path("events").asLong()) + " of " + row.path("users").asLong()));
			assertThat(expected).hasSizeGreaterThan(3);
			assertThat(typesOn(page)).isEqualTo(expected);
		});
		await().atMost(Installation.SOON).pollInSameThread().untilAsserted(() -> {
			Instant from = Instant.now().minusSeconds(300);
			JsonNode users = installation().json("/v1/query?metrics=users&step=all&from=" + from);
			assertThat(page.locator("#users-5m").innerText())
				.isEqualTo("%,d".formatted(users.path("results").path(0).path("users").asLong()));
		});
		await().atMost(Installation.SOON).pollInSameThread().untilAsserted(() -> assertTotals(page));
		assertThat(page.locator("#lag")).hasText("0", soon());
		assertThat(page.locator("#events-chart canvas")).isVisible();
		assertThat(page.locator("#users-chart canvas")).isVisible();
		assertThat(this.errors).isEmpty();
	}

	/** The totals of the last quarter of an hour, and of the one before. */
	private static void assertTotals(Page page) {
		Instant now = Instant.now();
		JsonNode current = total(now.minusSeconds(900), now);
		JsonNode before = current.path("previous");
		for (String metric : List.of("events", "users")) {
			long value = current.path(metric).asLong();
			long then = before.path(metric).asLong();
			assertThat(then).isPositive();
			Locator change = page.locator("[data-change=" + metric + "]");
			assertThat(page.locator("[data-total=" + metric + "]").innerText()).isEqualTo("%,d".formatted(value));
			assertThat(change.getAttribute("title")).isEqualTo("%,d in the 15 minutes before".formatted(then));
			double part = value / (double) then - 1;
			if (Math.abs(part) >= 0.0005) {
				assertThat(change.getAttribute("data-direction")).isEqualTo((part > 0) ? "up" : "down");
				assertThat(change.innerText()).startsWith(percent(Math.abs(part)));
			}
		}
	}

	private static String percent(double part) {
		NumberFormat format = NumberFormat.getPercentInstance(Locale.UK);
		format.setMaximumFractionDigits((part < 0.0995) ? 1 : 0);
		format.setRoundingMode(RoundingMode.HALF_UP);
		return format.format(part);
	}

	private static JsonNode total(Instant from, Instant to) {
		return installation()
			.json("/v1/query?metrics=events,users&step=all&compare=previous&from=" + from + "&to=" + to)
			.path("results")
			.path(0);
	}

	private static Map<String, String> typesOn(Page page) {
		Map<String, String> types = new TreeMap<>();
		for (Locator line : page.locator("#types li[data-type]").all()) {
			String users = line.locator(".value .aside").innerText().replaceAll("\\D", "");
			types.put(line.locator(".name").innerText(), line.locator("b").innerText() + " of " + users);
		}
		return types;
	}

	@Test
	@Order(4)
	void showsEventsWithoutBeingLoadedAgain() {
		installation().send("page.live", 10, 5);
		Page page = open();
		assertThat(eventsOf(page, "page.live")).hasText("10", soon());
		String ends = page.locator(".lanes tbody").first().innerText();
		installation().send("page.live", 2000, 50);
		assertThat(page.locator("#events-per-second")).not().hasText("0", soon());
		assertThat(eventsOf(page, "page.live")).hasText("2,010", soon());
		assertThat(page.locator(".lanes tbody").first()).not().hasText(ends);
		assertThat(page.locator("#legend")).containsText("page.live", soonContaining());
		assertThat(this.errors).isEmpty();
	}

	/** With the words of nodes that this installation doesn't have. */
	@Test
	@Order(4)
	void showsWhatBecameOfEveryEventAndWhatIsHeld() {
		Instant now = Instant.now();
		installation().saysOfItself("ingest-a",
				"""
						{"bootId":"ingest-a","service":"ingest-service","at":"%s","partitions":[],
						"ledger":{"received":1043,"committed":1000,"held":40,"rejected":3,"unknown":0,"inFlight":0,"drained":7},
						"holds":[{"topic":"user-events","partition":1,"entries":33,"bytes":9000,"openedAt":"%s","oldest":"%s"}]}"""
					.formatted(now, now.minusSeconds(90), now.minusSeconds(90)));
		installation().saysOfItself("inference-a", """
				{"bootId":"inference-a","service":"inference-service","at":"%s","partitions":[],"holds":[],
				"ledger":{"inferenceHits":9000,"inferenceMisses":80,"inferenceCollapsed":20,"inferenceFailures":3}}"""
			.formatted(now));
		Page page = open();
		assertThat(page.locator("[data-ledger='received']")).hasText("1,043", soon());
		assertThat(page.locator("[data-ledger='held']")).hasText("40");
		assertThat(page.locator("#ledger .inferences"))
			.hasText("Asked of models: 9,000 answered from Redis · 80 to be computed"
					+ " · 20 waited for a computation under way · 3 failed");
		assertThat(page.locator("#ledger .held")).containsText("33 events (8.79 KB) wait in Redis, the oldest for");
		assertThat(page.locator("#notices")).containsText("33 events are held in Redis");
		assertThat(page.locator("#ledger tbody tr")).hasCount(1);
		picture(page, "held-desktop.png");
		page.setViewportSize(390, 844);
		picture(page, "held-phone.png");
		page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
		picture(page, "held-dark.png");
		installation().saysNoMore("ingest-a");
		installation().saysNoMore("inference-a");
		assertThat(page.locator("#ledger .held")).isHidden(soonHidden());
		assertThat(this.errors).isEmpty();
	}

	@Test
	@Order(5)
	void showsTextOfStrangersAsText() {
		installation().send("page.hostile", 1000, 5);
		installation().awaitCounted();
		Page page = page(1280, 900, ColorScheme.LIGHT);
		// Ingest lets no such type in; the page must not rely on that.
		page.route("**/v1/query?*", PageIT::makeHostile);
		try (KafkaConsumer<byte[], byte[]> member = hostileMember()) {
			page.navigate(installation().uri("/").toString());
			assertThat(page.locator("#types")).containsText(HOSTILE, soonContaining());
			assertThat(page.locator("#legend")).containsText(HOSTILE, soonContaining());
			Locator members = page.locator("[data-card='notification'] .members");
			for (int i = 0; i < 100 && members.count() == 0; i++) {
				member.poll(Installation.SOON.dividedBy(100));
				page.waitForTimeout(100);
			}
			assertThat(members).containsText(HOSTILE, soonContaining());
		}
		assertThat(page.evaluate("document.querySelectorAll('main img').length")).isEqualTo(0);
		assertThat(page.evaluate("typeof window.hostile")).isEqualTo("undefined");
		assertThat(this.errors).isEmpty();
	}

	private static void makeHostile(Route route) {
		String url = route.request()
			.url()
			.replace("%22%3Cimg+src%3Dx+onerror%3D%5C%22window.hostile%3D1%5C%22%3E%22", "%22page.hostile%22");
		var response = route.fetch(new Route.FetchOptions().setUrl(url));
		route.fulfill(new Route.FulfillOptions().setResponse(response)
			.setBody(response.text().replace("page.hostile", HOSTILE.replace("\"", "\\\""))));
	}

	private static KafkaConsumer<byte[], byte[]> hostileMember() {
		KafkaConsumer<byte[], byte[]> member = new KafkaConsumer<>(
				Map.of("bootstrap.servers", installation().backends().kafkaBootstrapServers(), "group.id",
						"notification", "client.id", HOSTILE, "enable.metrics.push", false),
				new ByteArrayDeserializer(), new ByteArrayDeserializer());
		member.subscribe(List.of("user-events"));
		return member;
	}

	@Test
	@Order(6)
	void changesTheRangeOfEverythingByKeyboardAndKeepsItInTheAddress() {
		Page page = open();
		page.locator("input[name=range][value='15m']").focus();
		page.keyboard().press("ArrowRight");
		assertThat(page.locator("#types-range")).hasText("last hour", soon());
		assertThat(page.locator("#users-step")).hasText("different users per minute");
		assertThat(page.locator("#compared")).hasText("compared with the hour before");
		for (int i = 0; i < 3; i++) {
			page.keyboard().press("ArrowRight");
		}
		assertThat(page.locator("#types-range")).hasText("last 7 days", soon());
		assertThat(URI.create(page.url()).getQuery()).isEqualTo("range=7d");
		Instant from = Instant.now().minus(Duration.ofDays(7));
		JsonNode views = installation().json("/v1/query?step=all&filter=type==shop.view&from=" + from);
		assertThat(eventsOf(page, "shop.view"))
			.hasText("%,d".formatted(views.path("results").path(0).path("events").asLong()), soon());
		page.reload();
		assertThat(page.locator("input[name=range][value='7d']")).isChecked();
		assertThat(page.locator("#types-range")).hasText("last 7 days", soon());
		assertThat(this.errors).isEmpty();
	}

	@Test
	@Order(6)
	void showsATimeOfTheViewersChoice() {
		Page page = open();
		Instant to = Instant.now().truncatedTo(ChronoUnit.MINUTES).minusSeconds(300);
		Instant from = to.minusSeconds(600);
		page.locator("label[for=range-custom]").click();
		page.locator("#from").fill(local(to));
		page.locator("#to").fill(local(from));
		page.locator("#custom button").click();
		assertThat(page.locator("#custom-error")).hasText("The start must be before the end.");
		picture(page, "custom.png");
		page.locator("#from").fill(local(from));
		page.locator("#to").fill(local(to));
		page.locator("#custom button").click();
		assertThat(page.locator("#compared")).hasText("compared with the 10 minutes before");
		assertThat(page.url()).contains("from=" + URLEncoder.encode(from.toString(), StandardCharsets.UTF_8));
		JsonNode total = total(from, to);
		String events = "%,d".formatted(total.path("events").asLong());
		String before = "%,d".formatted(total.path("previous").path("events").asLong());
		assertThat(page.locator("[data-total=events]")).hasText(events, soon());
		assertThat(page.locator("[data-change=events]")).hasAttribute("title", before + " in the 10 minutes before");
		page.reload();
		assertThat(page.locator("#from")).hasValue(local(from));
		assertThat(page.locator("[data-total=events]")).hasText(events, soon());
		assertThat(this.errors).isEmpty();
	}

	/** As an input takes it; the browser is in this machine's zone. */
	private static String local(Instant time) {
		return LocalDateTime.ofInstant(time, ZoneId.systemDefault()).toString().substring(0, 16);
	}

	@Test
	@Order(6)
	void givesTheChartsFiguresAsTables() {
		Page page = open();
		Locator table = page.locator("#events-table");
		table.locator("summary").focus();
		page.keyboard().press("Enter");
		assertThat(table.locator("thead")).containsText("15 minutes before", soonContaining());
		assertThat(table.locator("thead")).containsText("shop.view", soonContaining());
		int rows = table.locator("tbody tr").count();
		assertThat(rows).isBetween(85, 95);
		page.locator("#users-table summary").click();
		assertThat(page.locator("#users-table thead")).containsText("Users", soonContaining());
		picture(page, "tables.png");
		assertThat(this.errors).isEmpty();
	}

	@Test
	@Order(6)
	void tellsAChartsPointsByKeyboard() {
		Instant now = Instant.now();
		installation().send(IntStream.range(0, 600)
			.mapToObj((second) -> sent("page.keyed", "user-" + second % 7, now.minusSeconds(second)))
			.toList());
		installation().awaitCounted();
		Page page = open();
		Locator chart = page.locator("#users-chart");
		assertThat(page.locator("[data-total=users]")).isVisible(soonVisible());
		chart.focus();
		assertThat(chart).hasAttribute("aria-valuetext", "no point chosen");
		page.keyboard().press("End");
		page.keyboard().press("ArrowLeft");
		page.keyboard().press("ArrowLeft");
		Locator tip = page.locator("#users-chart .tip");
		assertThat(tip).isVisible();
		page.locator("#users-table summary").click();
		chart.focus();
		page.keyboard().press("Home");
		String words = chart.getAttribute("aria-valuetext");
		Locator first = page.locator("#users-table tbody tr").last();
		assertThat(first).isVisible(soonVisible());
		assertThat(words)
			.startsWith(first.locator("th").textContent() + " · " + first.locator("td").first().textContent());
		assertThat(tip).hasText(words);
		page.keyboard().press("Escape");
		assertThat(tip).isHidden();
		assertThat(chart).hasAttribute("aria-valuetext", "no point chosen");
		page.locator("#events-chart").focus();
		page.keyboard().press("ArrowLeft");
		assertThat(page.locator("#events-chart")).hasAttribute("aria-valuetext",
				Pattern.compile("\\d\\d:\\d\\d:\\d\\d: [0-9.,]+ events per second"));
		assertThat(page.locator("#legend li").first()).hasText(Pattern.compile("\\d\\d:\\d\\d:\\d\\d"));
		assertThat(this.errors).isEmpty();
	}

	@Test
	@Order(5)
	void saysHowToGetTopValuesWhereNoMeterHasAny() {
		Page page = open();
		assertThat(page.locator("#first-meter"))
			.containsText("curl -X PUT http://localhost:" + installation().uri("/").getPort() + "/v1/meters/revenue");
		assertThat(page.locator("#no-meters")).isVisible(soonVisible());
		assertThat(page.locator("#values")).isHidden();
		assertThat(page.locator("#funnel-panel")).isHidden();
		assertThat(page.locator("#inference-panel")).isHidden();
		assertThat(this.errors).isEmpty();
	}

	@Test
	@Order(6)
	void showsHowMuchWasAnsweredFromTheCache() {
		installation().sendRecords(List.of(inference("hit", "all-minilm-l6-v2", 60, 480_000),
				inference("hit", "all-minilm-l6-v2", 33, 238_000), inference("miss", "all-minilm-l6-v2", 6, 0),
				inference("collapsed", "all-minilm-l6-v2", 1, 2_000), inference("hit", HOSTILE, 2, 0),
				inference("miss", HOSTILE, 2, 0)));
		installation().awaitCounted();
		Page page = open();
		assertThat(page.locator("#inference-panel")).isVisible(soonVisible());
		assertThat(page.locator("#inference-total")).hasText("answered from the cache 91.3%, saved 12 min", soon());
		Locator models = page.locator("#inference-models li");
		assertThat(models).hasCount(2);
		assertThat(models.nth(0)).containsText("all-minilm-l6-v2");
		assertThat(models.nth(0)).containsText("93% 93 of 100");
		assertThat(models.nth(1)).containsText(HOSTILE);
		assertThat(models.nth(1)).containsText("50% 2 of 4");
		assertThat(page.locator("#inference-words")).containsText("8 had to be computed, 1 waited");
		assertThat(page.locator("#meter option[value=asked]")).hasCount(0);
		page.locator("#inference-panel").scrollIntoViewIfNeeded();
		picture(page, "inference.png");
		page.setViewportSize(390, 844);
		assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
		picture(page, "inference-phone.png");
		Instant before = Instant.now().minus(Duration.ofHours(3));
		page.navigate(installation().uri("/?from=" + before + "&to=" + before.plusSeconds(600)).toString());
		assertThat(page.locator("#inference-range")).hasText("chosen time", soon());
		assertThat(page.locator("#inference-panel")).isHidden();
		assertThat(this.errors).isEmpty();
	}

	private static ProducerRecord<byte[], byte[]> inference(String outcome, String model, int count, long savedMillis) {
		String event = """
				{"specversion":"1.0","id":"%s","source":"/millrace/inference-service","type":"inference.%s",
				"subject":"inference-service","time":"%s","data":{"model":"%s","count":%d,"savedMillis":%d}}"""
			.formatted(UUID.randomUUID(), outcome, Instant.now(), model.replace("\"", "\\\""), count, savedMillis);
		return new ProducerRecord<>("user-events", "inference-service".getBytes(StandardCharsets.UTF_8),
				event.getBytes(StandardCharsets.UTF_8));
	}

	@Test
	@Order(6)
	void showsTopValuesAsTheApiGivesThem() {
		assertThat(installation().send("PUT", "/v1/meters/page-sent", """
				{"eventType":"page.sent","aggregation":"count","groupBy":["data.n"]}""").statusCode()).isIn(200, 201);
		await().atMost(Installation.SOON).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
			installation().send("page.sent", 3, 3);
			installation().awaitCounted();
			JsonNode row = values();
			assertThat(row.path("page-sent").asLong()).isPositive();
		});
		Page page = open();
		assertThat(page.locator("#meter")).hasValue("page-sent");
		assertThat(page.locator("#values li[data-value='1'] b"))
			.hasText("%,d".formatted(values().path("page-sent").asLong()), soon());
		assertThat(page.locator("#values-note")).containsText("Counted since");
		assertThat(page.locator("#no-meters")).isHidden();
		assertThat(this.errors).isEmpty();
	}

	/** All of the test's events have the same value. */
	private static JsonNode values() {
		return installation().json("/v1/query?metrics=page-sent&groupBy=data.n&step=all").path("results").path(0);
	}

	/** With meters that are made up: what is shown of an answer. */
	@Test
	@Order(6)
	void showsTopValues() {
		Page page = page(1280, 900, ColorScheme.LIGHT);
		answer(page, "**/v1/meters", """
				{"meters":[{"name":"plain","aggregation":"count","groupBy":[]},
				{"name":"revenue","eventType":"order.paid","aggregation":"sum","valueProperty":"data.amount",
				"groupBy":["data.currency","data.country"],"maxGroups":100,"origin":"api","version":1}]}""");
		answer(page, "**/v1/query?metrics=revenue&groupBy=data.currency&step=all&orderBy=-revenue&limit=8&*", """
				{"results":[{"time":"2026-11-22T10:00:00Z","data.currency":"EUR","revenue":1250.5},
				{"time":"2026-11-22T10:00:00Z","data.currency":"%s","revenue":"600.25"},
				{"time":"2026-11-22T10:00:00Z","data.currency":null,"revenue":100},
				{"time":"2026-11-22T10:00:00Z","data.currency":"(other)","revenue":49.25}]}"""
			.formatted(HOSTILE.replace("\"", "\\\"")));
		answer(page, "**/v1/query?metrics=revenue&groupBy=data.country&*", """
				{"results":[{"time":"2026-11-22T10:00:00Z","data.country":"KR","revenue":2000}],"atLeast":true}""");
		page.navigate(installation().uri("/").toString());
		Locator values = page.locator("#values li");
		assertThat(values).hasCount(4,
				new LocatorAssertions.HasCountOptions().setTimeout(Installation.SOON.toMillis()));
		assertThat(values.nth(0)).containsText("1,250.5");
		assertThat(values.nth(0)).containsText("62.5%");
		assertThat(values.nth(1)).containsText(HOSTILE);
		assertThat(values.nth(2)).containsText("without the field");
		assertThat(values.nth(3)).containsText("all other values");
		assertThat(page.locator("#values-words")).hasText("sum data.amount of order.paid, last 15 minutes");
		picture(page, "values.png");
		page.locator("#by").selectOption("data.country");
		assertThat(page.locator("#values li").first()).containsText("KR", soonContaining());
		assertThat(page.locator("#values-note")).containsText("lower bounds");
		assertThat(URI.create(page.url()).getQuery()).isEqualTo("by=data.country");
		page.setViewportSize(390, 844);
		assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
		assertThat(this.errors).isEmpty();
	}

	@Test
	@Order(6)
	void showsHowFarUsersComeAndWhoComesBack() {
		declare("/v1/funnels/purchase",
				"""
						{"steps":[{"eventType":"way.view"},{"eventType":"way.cart"},{"eventType":"way.paid"}],"window":"1h"}""");
		declare("/v1/retentions/comers", """
				{"cohort":{"eventType":"way.*"},"returning":{"eventType":"way.*"},"days":7}""");
		await().atMost(Installation.SOON)
			.until(() -> installation().get("/v1/retentions/comers/result").statusCode() == 200);
		sendJourneys();
		installation().awaitCounted();
		Page page = page(1280, 900, ColorScheme.LIGHT);
		page.navigate(installation().uri("/").toString());
		Locator steps = page.locator("#funnel-steps li");
		assertThat(steps).hasCount(3, new LocatorAssertions.HasCountOptions().setTimeout(Installation.SOON.toMillis()));
		JsonNode funnel = installation().json("/v1/funnels/purchase/result").path("steps");
		assertThat(funnel).extracting((step) -> step.path("users").asInt()).containsExactly(40, 20, 5);
		for (int i = 0; i < 3; i++) {
			assertThat(steps.nth(i).locator("b")).hasText(funnel.path(i).path("users").asString());
		}
		assertThat(steps.nth(2)).containsText("25% of the step before");
		Locator cohorts = page.locator("#retention-cohorts tbody tr");
		assertThat(cohorts).hasCount(4);
		assertThat(cohorts.nth(0).locator("td").first()).hasText("40");
		assertThat(cohorts.nth(3).locator("td")).hasText(new String[] { "60", "50%", "33.3%", "0%" });
		assertThat(page.locator("#retention-note")).containsText("Counted since");
		page.locator("#funnel-panel").scrollIntoViewIfNeeded();
		picture(page, "journeys.png");
		page.setViewportSize(390, 844);
		assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
		page.locator("#funnel-panel").scrollIntoViewIfNeeded();
		picture(page, "journeys-phone.png");
		assertThat(this.errors).isEmpty();
	}

	private static void declare(String path, String body) {
		assertThat(installation().send("PUT", path, body).statusCode()).isIn(200, 201);
	}

	/**
	 * 40 users of a few minutes ago, and 60 new ones on each of the three days before.
	 */
	private static void sendJourneys() {
		List<Sent> events = new ArrayList<>();
		Instant now = Instant.now().minusSeconds(300);
		for (int i = 0; i < 40; i++) {
			events.add(sent("way.view", "way-" + i, now));
			if (i < 20) {
				events.add(sent("way.cart", "way-" + i, now.plusSeconds(60)));
			}
			if (i < 5) {
				events.add(sent("way.paid", "way-" + i, now.plusSeconds(120)));
			}
		}
		Instant noon = now.truncatedTo(ChronoUnit.DAYS).plus(12, ChronoUnit.HOURS);
		for (int daysAgo = 3; daysAgo >= 1; daysAgo--) {
			for (int i = 0; i < 60; i++) {
				String user = "way-" + daysAgo + "-" + i;
				Instant first = noon.minus(daysAgo, ChronoUnit.DAYS);
				events.add(sent("way.seen", user, first));
				if (i < 30 && daysAgo > 1) {
					events.add(sent("way.seen", user, first.plus(1, ChronoUnit.DAYS)));
				}
				if (i < 20 && daysAgo > 2) {
					events.add(sent("way.seen", user, first.plus(2, ChronoUnit.DAYS)));
				}
			}
		}
		installation().send(events);
	}

	private static Sent sent(String type, String user, Instant time) {
		return new Sent(UUID.randomUUID().toString(), type, user, time);
	}

	private static void answer(Page page, String url, String json) {
		page.route(url,
				(route) -> route.fulfill(new Route.FulfillOptions().setContentType("application/json").setBody(json)));
	}

	@Test
	@Order(6)
	void isLightOrDarkAsTheViewerWants() {
		Page page = page(1280, 900, ColorScheme.LIGHT);
		page.navigate(installation().uri("/").toString());
		assertThat(brightness(page)).isGreaterThan(200);
		page.locator("#theme").selectOption("dark");
		assertThat(brightness(page)).isLessThan(50);
		page.reload();
		assertThat(page.locator("#theme")).hasValue("dark");
		assertThat(brightness(page)).isLessThan(50);
		page.locator("#theme").selectOption("auto");
		page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
		assertThat(brightness(page)).isLessThan(50);
		page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
		assertThat(brightness(page)).isGreaterThan(200);
		assertThat(this.errors).isEmpty();
	}

	private static int brightness(Page page) {
		return ((Number) page.evaluate("+getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0]")).intValue();
	}

	/** WCAG 2.2, 1.4.3. */
	@ParameterizedTest
	@EnumSource(value = ColorScheme.class, names = { "LIGHT", "DARK" })
	@Order(6)
	void canBeReadByWhoSeesLittleContrast(ColorScheme scheme) {
		Page page = page(1280, 900, scheme);
		page.navigate(installation().uri("/").toString());
		@SuppressWarnings("unchecked")
		Map<String, Number> contrasts = (Map<String, Number>) page.evaluate(CONTRASTS);
		assertThat(contrasts).hasSize(17)
			.allSatisfy((pair, contrast) -> assertThat(contrast.doubleValue()).as(pair).isGreaterThanOrEqualTo(4.5));
	}

	@Test
	@Order(6)
	void tellsScreenReadersOfChangesAndNotOfFigures() {
		Page page = open();
		assertThat((List<?>) page.evaluate(
				"[...document.querySelectorAll('[role=status], [role=alert], [aria-live]')].map((one) => one.id)"))
			.isEqualTo(List.of("announced", "custom-error"));
		assertThat(page.evaluate("[...document.querySelectorAll('select, input, button, textarea')]"
				+ ".filter((one) => !one.labels?.length && !one.ariaLabel && !one.textContent).length"))
			.isEqualTo(0);
		assertThat(page.evaluate("document.querySelectorAll('h1').length")).isEqualTo(1);
		assertThat(page.evaluate("document.querySelectorAll('main, header, footer').length >= 3")).isEqualTo(true);
	}

	@ParameterizedTest
	@CsvSource({ "desktop-light, 1280, 900, LIGHT", "desktop-dark, 1280, 900, DARK", "phone, 390, 844, LIGHT",
			"phone-dark, 390, 844, DARK" })
	@Order(3)
	void fitsTheScreen(String name, int width, int height, ColorScheme scheme) {
		installation().send("shop.view", 60, 40);
		installation().send("order.paid", 8, 8);
		Page page = page(width, height, scheme);
		page.navigate(installation().uri("/").toString());
		assertThat(page.locator("#status")).hasAttribute("data-state", "live", soonAttribute());
		assertThat(page.locator("#events-per-second")).not().hasText("–", soon());
		assertThat(page.locator("#types li").nth(3)).isVisible(soonVisible());
		assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
		picture(page, name + ".png");
		assertThat(this.errors).isEmpty();
	}

	@Test
	@Order(7)
	void fitsAPhoneWithTheLongestName() {
		// A longer one counts as other.
		String longest = "page." + "x".repeat(195);
		installation().send(longest, 5000, 3);
		Page page = page(390, 844, ColorScheme.LIGHT);
		page.navigate(installation().uri("/").toString());
		assertThat(page.locator("#types li[data-type='" + longest + "']")).isVisible(soonVisible());
		assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
	}

	@Test
	@Order(7)
	void goesThroughARebuildWithoutANotice() {
		// Enough to be among the top types.
		installation().send("page.rebuilt", 6000, 30);
		installation().awaitCounted();
		Page page = open();
		Locator counted = page.locator("#types li[data-type='page.rebuilt'] b");
		assertThat(counted).hasText("6,000", soon());
		String generation = installation().bean(GenerationStore.class).current().orElseThrow().name();
		HttpResponse<String> started = installation().send("POST", "/v1/dashboard-rebuilds", "");
		String rebuild = "/v1/dashboard-rebuilds/" + installation().parse(started.body()).path("id").asString();
		// A page belongs to one thread.
		await().pollInSameThread().atMost(Installation.SOON.multipliedBy(2)).untilAsserted(() -> {
			assertThat(page.locator("#status")).hasAttribute("data-state", "live");
			assertThat(counted).hasText("6,000");
			assertThat(installation().json(rebuild).path("status").asString()).isEqualTo("completed");
		});
		assertThat(installation().bean(GenerationStore.class).current().orElseThrow().name()).isNotEqualTo(generation);
		installation().send("page.rebuilt", 50, 30);
		assertThat(counted).hasText("6,050", soon());
		assertThat(page.locator("#status")).hasAttribute("data-state", "live");
		assertThat(this.errors).isEmpty();
	}

	@Test
	@Order(8)
	void warnsOfAStoppedPartitionWithItsRemedy() {
		installation().awaitCounted();
		StringRedisTemplate redis = installation().bean(StringRedisTemplate.class);
		GenerationStore generations = installation().bean(GenerationStore.class);
		String generation = generations.current().orElseThrow().name();
		Page page = open();
		redis.delete(AggregateStore.slot(generation, new TopicPartition("user-events", 3)).fenceKey());
		Locator warning = page.locator(".notice[data-level=urgent]").first();
		assertThat(warning).containsText("dashboard at user-events-3 has stopped", soonContaining());
		assertThat(warning.locator("code")).hasText("redis-cli DEL '" + generations.key() + "'");
		picture(page, "stopped.png");
		redis.delete(generations.key());
		assertThat(page.locator(".notice[data-level=urgent]")).hasCount(0,
				new LocatorAssertions.HasCountOptions().setTimeout(Installation.SOON.toMillis()));
	}

	@Test
	@Order(9)
	void saysThatTheConnectionIsLostAndHowOldTheFiguresAre() {
		ConfigurableApplicationContext another = installation().run();
		try (another) {
			Page page = page(1280, 900, ColorScheme.LIGHT);
			page.navigate(Installation.uri(another, "/").toString());
			assertThat(page.locator("#status")).hasAttribute("data-state", "live", soonAttribute());
			another.close();
			assertThat(page.locator("#status")).hasAttribute("data-state", "lost", soonAttribute());
			assertThat(page.locator("#status-text")).containsText("Reconnecting · figures are");
		}
	}

	@Test
	@Order(10)
	void letsBrowsersRunOnlyItsOwnFiles() {
		HttpResponse<String> response = installation().get("/");
		String policy = response.headers().firstValue("Content-Security-Policy").orElse("");
		assertThat(policy).contains("default-src 'none'", "script-src 'self'", "style-src 'self'",
				"frame-ancestors 'none'");
		assertThat(policy).doesNotContain("unsafe");
		assertThat(installation().get("/v1/pipeline").headers().firstValue("X-Content-Type-Options"))
			.contains("nosniff");
		assertThat(installation().json("/page/settings.json").path("ingestUrl").asString()).isEmpty();
		assertThat(installation().get("/page/app.js").headers().firstValue("ETag")).isPresent();
	}

}
