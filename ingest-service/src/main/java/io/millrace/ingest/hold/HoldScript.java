package io.millrace.ingest.hold;

import io.millrace.sink.fence.Script;

import org.springframework.core.io.ClassPathResource;

/** The scripts, each in a file of its name. */
final class HoldScript {

	static final Script OPEN = of("open");

	static final Script LEASE = of("lease");

	static final Script PIN = of("pin");

	static final Script LOOK = of("look");

	static final Script APPEND = of("append");

	static final Script CLOSE = of("close");

	static final Script OWNER = of("owner");

	static final Script RELEASE = of("release");

	static final Script DRAINED = of("drained");

	static final Script UNKNOWN = of("unknown");

	static final Script FOUND = of("found");

	private HoldScript() {
	}

	private static Script of(String name) {
		return Script.of(new ClassPathResource(name + ".lua", HoldScript.class));
	}

}
