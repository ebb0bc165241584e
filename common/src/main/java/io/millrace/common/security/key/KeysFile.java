package io.millrace.common.security.key;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import lombok.extern.slf4j.Slf4j;

/**
 * A file with a key on each line, which may be changed or replaced at any time, also by
 * swapping a link in its path as Kubernetes does with secrets. It is read again at most
 * once a second, when somebody asks; by content, as dates may be equal. A file that can't
 * be read or has a fault changes nothing, and is reported once. Thread-safe.
 */
@Slf4j
final class KeysFile {

	private static final long INTERVAL_MILLIS = 1_000;

	private final Path path;

	private final Clock clock;

	private final ReentrantLock reading = new ReentrantLock();

	private volatile Content content;

	private volatile long readAtMillis;

	private String obstacle = "";

	/**
	 * Reads the file.
	 * @throws IllegalArgumentException if it can't be read or has a fault
	 */
	KeysFile(Path path, Clock clock) {
		this.path = path;
		this.clock = clock;
		try {
			this.content = read();
		}
		catch (IOException ex) {
			throw new IllegalArgumentException("millrace.security.keys-file, " + path + ", can't be read: " + ex, ex);
		}
		this.readAtMillis = clock.millis();
	}

	private record Content(String text, List<ApiKey> keys) {
	}

	List<ApiKey> keys() {
		long elapsed = this.clock.millis() - this.readAtMillis;
		// A clock that was put back must not keep an old file alive.
		if ((elapsed >= INTERVAL_MILLIS || elapsed < 0) && this.reading.tryLock()) {
			try {
				refresh();
			}
			finally {
				this.reading.unlock();
			}
		}
		return this.content.keys();
	}

	private void refresh() {
		this.readAtMillis = this.clock.millis();
		try {
			Content now = read();
			if (!now.text().equals(this.content.text())) {
				log.info("{} was changed: {} keys", this.path, now.keys().size());
				this.content = now;
			}
			this.obstacle = "";
		}
		catch (IOException | IllegalArgumentException ex) {
			String found = String.valueOf(ex.getMessage());
			if (!found.equals(this.obstacle)) {
				log.error("The keys that were read before stay in force: {}", found);
			}
			this.obstacle = found;
		}
	}

	private Content read() throws IOException {
		String text = Files.readString(this.path);
		List<ApiKey> keys = new ArrayList<>();
		int number = 0;
		for (String line : text.lines().toList()) {
			number++;
			if (!line.isBlank() && !line.strip().startsWith("#")) {
				keys.add(parse(line, number));
			}
		}
		return new Content(text, List.copyOf(keys));
	}

	/** What stands in the line is not repeated: it could be a key. */
	private ApiKey parse(String line, int number) {
		try {
			return ApiKey.parse(line);
		}
		catch (IllegalArgumentException | DateTimeException ex) {
			throw new IllegalArgumentException("millrace.security.keys-file, " + this.path + ", line " + number
					+ " is not 'name hash scope,scope [expires=time] [requests-per-second=n] [bytes-per-second=n]': "
					+ reason(ex), ex);
		}
	}

	private static String reason(RuntimeException ex) {
		return switch (ex) {
			case DateTimeException time -> "the time must be like 2027-01-31T00:00:00Z";
			case NumberFormatException number -> "requests-per-second must be a whole number";
			default -> String.valueOf(ex.getMessage());
		};
	}

}
