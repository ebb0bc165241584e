package io.millrace.standalone;

import java.time.Duration;
import java.util.Locale;

import org.springframework.boot.ansi.AnsiColor;
import org.springframework.boot.ansi.AnsiOutput;
import org.springframework.boot.ansi.AnsiStyle;

/**
 * What the standalone says to who started it.
 */
final class Welcome {

	private static final String NAME = """

			        _ _ _
			  _ __ (_) | |_ _ __ _ __ ___
			 | '  \\| | | | '_/ _` / _/ -_)
			 |_|_|_|_|_|_|_| \\__,_\\__\\___|
			""";

	private static final String WATER = " ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~  events in, inboxes and dashboards out\n";

	private static final int LABEL_WIDTH = 12;

	private Welcome() {
	}

	static String banner() {
		return AnsiOutput.toString(AnsiColor.BRIGHT_BLUE, NAME, AnsiColor.CYAN, WATER);
	}

	static String whatToTry(StandaloneProperties properties, boolean demo, Duration took) {
		String ingest = "http://localhost:" + properties.ingest().port();
		String inbox = "http://localhost:" + properties.notification().port();
		String notifications = inbox + "/v1/notifications?user=";
		String dashboard = "http://localhost:" + properties.dashboard().port();
		String inference = "http://localhost:" + properties.inference().port();
		return "\n " + strong(String.format(Locale.ROOT, "Ready after %.1f s.", took.toMillis() / 1000.0)) + " Data in "
				+ properties.dataDir().toAbsolutePath().normalize() + ". Ctrl-C stops everything.\n\n"
				+ line("page", dashboard + "/")
				+ line("an event", "curl -s " + ingest + "/v1/events -H 'Content-Type: application/json' \\")
				+ line("",
						"  -d '{\"type\":\"order.paid\",\"subject\":\"ann\",\"data\":"
								+ "{\"orderId\":\"A-1\",\"amount\":12.50,\"currency\":\"EUR\"}}'")
				+ line("her bell", inbox + "/?user=ann") + line("her inbox", "curl -s '" + notifications + "ann'")
				+ line("the counts", "curl -s '" + dashboard + "/v1/query?metrics=events,users&groupBy=type&step=1m'")
				+ line("a vector", "curl -s " + inference + "/v1/embeddings -H 'Content-Type: application/json' \\")
				+ line("", "  -d '{\"model\":\"all-minilm-l6-v2\",\"input\":\"Payment received\"}'")
				+ line("Redis", "redis-cli -p " + properties.redis().port() + " --scan")
				+ line("Kafka",
						"kafka-console-consumer.sh --bootstrap-server 127.0.0.1:" + properties.kafka().port()
								+ " --topic user-events --from-beginning")
				+ (demo ? line("the demo", "a shop's customers come in; mina is one: " + inbox + "/?user=mina") : "");
	}

	private static String line(String label, String text) {
		return "  " + strong(label) + " ".repeat(LABEL_WIDTH - label.length()) + text + "\n";
	}

	private static String strong(String text) {
		return text.isEmpty() ? "" : AnsiOutput.toString(AnsiStyle.BOLD, text);
	}

}
