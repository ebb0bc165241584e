package io.millrace.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A process that this one has started, whose output goes to a file.
 */
final class ChildProcess implements AutoCloseable {

	private final String name;

	private final Process process;

	private final Path output;

	private ChildProcess(String name, Process process, Path output) {
		this.name = name;
		this.process = process;
		this.output = output;
	}

	/**
	 * Starts a Java program.
	 * @param name names its output file
	 * @param classPath where its classes are
	 * @param options of the JVM
	 * @param main the class to run
	 * @param arguments of the program
	 */
	static ChildProcess java(Path directory, String name, String classPath, List<String> options, String main,
			List<String> arguments) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		command.addAll(List.of("-cp", classPath, main));
		command.addAll(arguments);
		return start(directory, name, command);
	}

	static ChildProcess start(Path directory, String name, List<String> command) {
		Path output = directory.resolve(name + ".log");
		try {
			Files.createDirectories(directory);
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(output.toFile())
				.start();
			return new ChildProcess(name, process, output);
		}
		catch (IOException ex) {
			throw new IllegalStateException(command.getFirst() + " can't be started: " + ex.getMessage(), ex);
		}
	}

	String output() {
		try {
			return Files.readString(this.output);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** CPU time used so far, by all its threads. */
	Duration cpu() {
		return this.process.info().totalCpuDuration().orElse(Duration.ZERO);
	}

	/** Waits until it has done something. */
	void awaitDone(String what, Duration patience, BooleanSupplier done) {
		long deadline = System.nanoTime() + patience.toNanos();
		while (!done.getAsBoolean()) {
			if (!this.process.isAlive()) {
				throw new IllegalStateException(this.name + " has ended; see " + this.output);
			}
			if (System.nanoTime() > deadline) {
				throw new IllegalStateException(
						this.name + " has not " + what + " within " + patience + "; see " + this.output);
			}
			pause();
		}
	}

	/** Waits for its end and returns what it has printed. */
	String awaitEnd(Duration patience) {
		try {
			if (!this.process.waitFor(patience.toSeconds(), TimeUnit.SECONDS) || this.process.exitValue() != 0) {
				throw new IllegalStateException(this.name + " has failed or takes too long; see " + this.output);
			}
			return output();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static void pause() {
		try {
			Thread.sleep(20);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(20, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
