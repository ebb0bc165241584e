package io.millrace.common.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Serves a page at {@code /}, from a folder of static files. Browsers ask each time
 * whether a file has changed, by its content: in a reproducible build every file has the
 * same date.
 */
public final class PageFiles implements WebMvcConfigurer {

	private final String folder;

	/**
	 * @param folder the folder below {@code classpath:/static/}, and of the files' URLs
	 */
	public PageFiles(String folder) {
		this.folder = folder;
	}

	@Override
	public void addViewControllers(ViewControllerRegistry registry) {
		registry.addViewController("/").setViewName("forward:/" + this.folder + "/index.html");
	}

	@Override
	public void addResourceHandlers(ResourceHandlerRegistry registry) {
		registry.addResourceHandler("/" + this.folder + "/**")
			.addResourceLocations("classpath:/static/" + this.folder + "/")
			.setCacheControl(CacheControl.noCache())
			.setUseLastModified(false)
			.setEtagGenerator(PageFiles::digest);
	}

	private static String digest(Resource file) {
		try {
			byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(file.getContentAsByteArray());
			return HexFormat.of().formatHex(sha256, 0, 8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java has SHA-256", ex);
		}
	}

}
