package io.millrace.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Waits until what users are told to try also answers: services serve before they own
 * their partitions, and until then an inbox is a 503, the counts say {@code filling} and
 * nobody computes.
 */
final class Readiness {

	private static final Duration PAUSE = Duration.ofMillis(100);

	private Readiness() {
	}

	/**
	 * Returns when all answer from complete data, or the time is over, as it may be while
	 * a lost Redis is filled from a long log.
	 * @return whether all do
	 */
	static boolean await(StandaloneProperties properties, Duration within) {
		long deadline = System.nanoTime() + within.toNanos();
		URI inbox = uri(properties.notification().port(), "/v1/notifications?user=millrace&limit=1");
		URI counts = uri(properties.dashboard().port(), "/v1/query?metrics=events&step=all");
		URI workers = uri(StandaloneProperties.managementPort(properties.inference().port()),
				"/actuator/health/readiness");
		try (HttpClient http = HttpClient.newHttpClient()) {
			while (!(answers(http, inbox) && answers(http, counts) && answers(http, workers))) {
				if (System.nanoTime() > deadline) {
					return false;
				}
				TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
			}
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private static boolean answers(HttpClient http, URI uri) throws InterruptedException {
		try {
			HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
			HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
			return response.statusCode() == 200 && !response.body().contains("\"filling\":true");
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static URI uri(int port, String pathAndQuery) {
		return URI.create("http://127.0.0.1:" + port + pathAndQuery);
	}

}
