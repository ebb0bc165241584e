package io.millrace.notification;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.millrace.testsupport.InstalledBrowser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.millrace.notification.NotificationFixture.encode;
import static io.millrace.notification.NotificationFixture.inbox;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The page in a real browser. What it looks like is left in target/screenshots.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisabledIfSystemProperty(named = "millrace.backends", matches = "containers",
		disabledReason = "is about what comes over HTTP, which is the same wherever Kafka and Redis run")
class InboxPageIT {

	private static final Path SCREENSHOTS = Path.of("target", "screenshots");

	private static final String HOSTILE = "<img src=x onerror=\"window.hostile=1\">";

	private final List<String> errors = new ArrayList<>();

	private @Nullable InstalledBrowser browser;

	private @Nullable NotificationFixture started;

	private @Nullable BrowserContext context;

	@BeforeAll
	void start() {
		this.browser = InstalledBrowser.launch();
		this.started = new NotificationFixture().start("--millrace.notification.rules[0].body={{data.b}}");
		await().until(() -> service().get(inbox("nobody")).status() == 200);
	}

	@AfterAll
	void stop() {
		if (this.started != null) {
			this.started.close();
		}
		if (this.browser != null) {
			this.browser.close();
		}
	}

	@AfterEach
	void closePage() {
		if (this.context != null) {
			this.context.close();
		}
		this.errors.clear();
	}

	private NotificationFixture service() {
		return Objects.requireNonNull(this.started);
	}

	private Page open(String user, int width, int height, ColorScheme scheme) {
		BrowserContext opened = Objects.requireNonNull(this.browser)
			.browser()
			.newContext(new Browser.NewContextOptions().setViewportSize(width, height)
				.setColorScheme(scheme)
				.setLocale("en-GB")
				.setDeviceScaleFactor(2));
		this.context = opened;
		return open(opened, user);
	}

	private Page open(BrowserContext opened, String user) {
		Page page = opened.newPage();
		page.onPageError(this.errors::add);
		page.onConsoleMessage((message) -> {
			if (message.type().equals("error") || message.type().equals("warning")) {
				this.errors.add(message.text());
			}
		});
		page.navigate("http://127.0.0.1:" + service().port("local.server.port") + "/?user=" + encode(user));
		assertThat(page.locator("#state")).hasAttribute("data-state", "live");
		return page;
	}

	private static Locator titles(Page page) {
		return page.locator("#list .title bdi");
	}

	private static void act(Page page, String title, String action) {
		Locator entry = page.locator("#list li", new Page.LocatorOptions().setHasText(title));
		entry.hover();
		entry.locator("button[data-action=" + action + "]").click();
	}

	private static void view(Page page, String name) {
		page.locator("#views label", new Page.LocatorOptions().setHasText(name)).click();
		assertThat(page.locator("#state")).hasAttribute("data-state", "live");
	}

	private static void picture(Page page, String name) {
		page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name)).setFullPage(true));
	}

	@Test
	void showsWhatHappensAndDoesWhatIsClicked() {
		Page page = open("bea", 1280, 800, ColorScheme.LIGHT);
		assertThat(page.locator("#empty")).isVisible();
		service().tell("bea", "e1", "{\"n\":\"first\",\"b\":\"hello\"}");
		assertThat(titles(page)).hasText(new String[] { "first" });
		assertThat(page.locator("#badge")).hasText("1");
		service().tell("bea", "e2", "{\"n\":\"second\"}");
		service().tell("bea", "e3", "{\"n\":\"third\"}");
		assertThat(titles(page)).hasText(new String[] { "third", "second", "first" });
		assertThat(page).hasTitle("(3) Inbox · Millrace");

		act(page, "second", "read");
		assertThat(page.locator("#badge")).hasText("2");
		act(page, "first", "archive");
		assertThat(titles(page)).hasText(new String[] { "third", "second" });
		act(page, "third", "snooze");
		assertThat(titles(page)).hasText(new String[] { "second" });
		assertThat(page.locator("#badge")).hasText("");

		view(page, "Archive");
		assertThat(titles(page)).hasText(new String[] { "first" });
		act(page, "first", "unarchive");
		assertThat(page.locator("#empty")).isVisible();
		view(page, "Snoozed");
		act(page, "third", "unsnooze");
		view(page, "Inbox");
		assertThat(titles(page)).hasText(new String[] { "third", "second", "first" });
		act(page, "second", "delete");
		page.locator("#read-all").click();
		assertThat(page.locator("#badge")).hasText("");
		page.locator("#archive-read").click();
		assertThat(page.locator("#empty")).isVisible();
		assertThat(service().get(inbox("bea") + "&state=archived").titles()).containsExactly("third", "first");
		assertThat(this.errors).isEmpty();
	}

	@Test
	void showsOnOneDeviceWhatIsDoneOnAnother() {
		service().tell("devices", "e1", "{\"n\":\"one\"}");
		service().tell("devices", "e2", "{\"n\":\"two\"}");
		Page first = open("devices", 1000, 700, ColorScheme.LIGHT);
		Page second = open(Objects.requireNonNull(this.context), "devices");
		assertThat(titles(second)).hasCount(2);
		act(first, "one", "read");
		assertThat(second.locator("#list li[data-state=read] .title bdi")).hasText("one");
		assertThat(second.locator("#badge")).hasText("1");
		act(second, "two", "delete");
		assertThat(titles(first)).hasText(new String[] { "one" });
		assertThat(first.locator("#badge")).hasText("");
		assertThat(this.errors).isEmpty();
	}

	@Test
	void catchesUpAfterItWasCutOff() {
		for (int i = 0; i < 30; i++) {
			service().tell("cut", i);
		}
		service().awaitNewest("cut", 29);
		Page page = open("cut", 1000, 700, ColorScheme.LIGHT);
		assertThat(titles(page)).hasCount(20);
		page.locator("#more").click();
		assertThat(titles(page)).hasCount(30);
		BrowserContext opened = Objects.requireNonNull(this.context);
		// Chromium leaves open streams alone when it is told to be offline: the service
		// goes away instead.
		int port = service().port("local.server.port");
		service().stop();
		assertThat(page.locator("#state")).hasAttribute("data-state", "lost");
		service().start("--server.port=" + port, "--millrace.notification.rules[0].body={{data.b}}");
		await().until(() -> service().get(inbox("cut")).status() == 200);
		service().post("/v1/notifications/" + service().newest("cut").get("id").asString() + "/archive?user=cut");
		service().tell("cut", 30);
		assertThat(page.locator("#state")).hasAttribute("data-state", "live",
				new com.microsoft.playwright.assertions.LocatorAssertions.HasAttributeOptions().setTimeout(30_000));
		assertThat(titles(page).first()).hasText("30");
		assertThat(titles(page)).hasCount(30);
		assertThat(opened.pages()).hasSize(1);
	}

	@Test
	void harmsNobodyWithStrangersText() {
		String user = "{x}/..%2F <b>\u202e&";
		service().tell(user, "e1",
				"{\"n\":\"" + HOSTILE.replace("\"", "\\\"") + "\",\"b\":\"" + "long".repeat(100) + "\"}");
		Page page = open(user, 390, 800, ColorScheme.DARK);
		assertThat(titles(page)).hasText(new String[] { HOSTILE });
		assertThat(page.evaluate("window.hostile")).isNull();
		assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth")).isEqualTo(true);
		picture(page, "inbox-hostile-phone-dark.png");
		assertThat(this.errors).isEmpty();
	}

	@Test
	void looksLikeThis() {
		String user = "ann";
		service().tell(user, "e1", "{\"n\":\"Payment received\",\"b\":\"Order A-17: 12.50 EUR\"}");
		service().tell(user, "e2", "{\"n\":\"ben and 9 others like your photo\",\"b\":\"\"}");
		service().tell(user, "e3",
				"{\"n\":\"Your order is on its way\",\"b\":\"It should arrive on Tuesday between 9 and 12. Nobody at home? Tell us where to leave it.\"}");
		service().tell(user, "e4", "{\"n\":\"carla follows you\",\"b\":\"\"}");
		await().until(() -> service().get(inbox(user)).titles().size() == 4);
		Page page = open(user, 1280, 800, ColorScheme.LIGHT);
		act(page, "Payment received", "read");
		assertThat(page.locator("#badge")).hasText("3");
		page.locator("#list li").first().hover();
		picture(page, "inbox.png");
		closePage();
		picture(open(user, 390, 844, ColorScheme.LIGHT), "inbox-phone.png");
		closePage();
		picture(open(user, 1280, 800, ColorScheme.DARK), "inbox-dark.png");
		assertThat(this.errors).isEmpty();
	}

	@Test
	void saysWhatIsWrong() {
		Page page = open("wrong", 1000, 700, ColorScheme.LIGHT);
		page.locator("#user").fill("a".repeat(255));
		page.locator("#who button").click();
		assertThat(page.locator("#state-text")).containsText("Live");
		page.evaluate("location.search = '?user=a%0Ab'");
		assertThat(page.locator("#notice")).containsText("control characters");
	}

}
