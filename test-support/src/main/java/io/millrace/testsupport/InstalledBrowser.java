package io.millrace.testsupport;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The browser that is installed on the machine; none is downloaded.
 *
 * @param playwright drives it
 * @param browser the browser
 */
public record InstalledBrowser(Playwright playwright, Browser browser) implements AutoCloseable {

	private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome",
			"google-chrome-stable");

	private static final List<String> FLAGS = List.of("--no-sandbox", "--disable-gpu", "--disable-quic",
			"--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync");

	/** Skips the test where there is none. */
	public static InstalledBrowser launch() {
		Optional<Path> executable = find();
		assumeTrue(executable.isPresent(), "no browser on the PATH: none of " + String.join(", ", NAMES));
		Playwright playwright = Playwright
			.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
		return new InstalledBrowser(playwright, playwright.chromium()
			.launch(new BrowserType.LaunchOptions().setExecutablePath(executable.orElseThrow()).setArgs(FLAGS)));
	}

	private static Optional<Path> find() {
		String path = System.getenv().getOrDefault("PATH", "");
		return NAMES.stream()
			.flatMap((name) -> Stream.of(path.split(File.pathSeparator)).map((folder) -> Path.of(folder, name)))
			.filter(Files::isExecutable)
			.findFirst();
	}

	@Override
	public void close() {
		this.browser.close();
		this.playwright.close();
	}

}
