package io.millrace.standalone.promise;

import java.io.IOException;

import static org.assertj.core.api.Assertions.assertThat;

/** Signals that Java has no words for. */
final class Signals {

	private Signals() {
	}

	static void send(Process process, String signal) throws IOException, InterruptedException {
		int status = new ProcessBuilder("kill", signal, Long.toString(process.pid())).inheritIO().start().waitFor();
		assertThat(status).isZero();
	}

}
