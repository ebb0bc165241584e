package io.millrace.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process that isn't our child, by its id.
 */
record Pid(long id) {

	/**
	 * Reads a pidfile; empty if there is none or it isn't written yet.
	 */
	static Optional<Pid> read(Path file) {
		try {
			return Optional.of(new Pid(Long.parseLong(Files.readString(file).trim())));
		}
		catch (IOException | NumberFormatException ex) {
			return Optional.empty();
		}
	}

	boolean isRunning() {
		return ProcessHandle.of(this.id).filter(ProcessHandle::isAlive).isPresent() && !isZombie();
	}

	// In a container whose first process reaps nobody a daemon that ended stays listed.
	private boolean isZombie() {
		try {
			String stat = Files.readString(Path.of("/proc", Long.toString(this.id), "stat"));
			return stat.startsWith(" Z", stat.lastIndexOf(')') + 1);
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Tells whether it is a redis-server; the id may belong to another process by now.
	 */
	boolean isRedis() {
		return ProcessHandle.of(this.id)
			.flatMap((process) -> process.info().command())
			.filter((command) -> command.contains("redis"))
			.isPresent();
	}

	void terminate() {
		ProcessHandle.of(this.id).ifPresent(ProcessHandle::destroy);
	}

	void kill() {
		ProcessHandle.of(this.id).ifPresent(ProcessHandle::destroyForcibly);
	}

	@Override
	public String toString() {
		return Long.toString(this.id);
	}

}
