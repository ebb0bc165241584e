package io.millrace.testsupport;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.dockerclient.TransportConfig;

/**
 * Finds a Docker engine that runs in the same container as the tests, as on some build
 * machines. Its bridge is one of our own interfaces, so published ports are on localhost.
 * Testcontainers would take us for a sibling of its containers instead and, where the
 * engine names no gateway, pull an image to find one. Testcontainers loads this as a
 * service; {@code DOCKER_HOST} and {@code TESTCONTAINERS_HOST_OVERRIDE} go before it.
 */
public final class EngineInThisContainer extends DockerClientProviderStrategy {

	private static final Path SOCKET = Path.of("/var/run/docker.sock");

	// Between the strategies for DOCKER_HOST (100) and for a local socket (80).
	private static final int PRIORITY = 90;

	@Override
	protected boolean isApplicable() {
		return Files.exists(Path.of("/.dockerenv")) && Files.exists(SOCKET)
				&& System.getenv("TESTCONTAINERS_HOST_OVERRIDE") == null && ownsBridge();
	}

	private static boolean ownsBridge() {
		try {
			return NetworkInterface.getByName("docker0") != null;
		}
		catch (SocketException ex) {
			return false;
		}
	}

	@Override
	protected int getPriority() {
		return PRIORITY;
	}

	@Override
	protected boolean isPersistable() {
		return false;
	}

	@Override
	public String getDescription() {
		return "an engine in this container, " + SOCKET;
	}

	@Override
	public TransportConfig getTransportConfig() {
		return TransportConfig.builder().dockerHost(URI.create("unix://" + SOCKET)).build();
	}

	@Override
	public synchronized String getDockerHostIpAddress() {
		return "localhost";
	}

}
