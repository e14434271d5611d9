import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from graycard.pictures import UndecodableError, decode, upright_size

ORIENTATION = 0x0112


def encoded(image, file_format="PNG", **options):
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def gradient(width=9, height=5):
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    return np.stack([x * 20, y * 40, x * 0 + 7], axis=-1).astype(np.uint8)


@pytest.mark.parametrize(
    ("file_format", "options", "extension"),
    [
        ("PNG", {}, "png"),
        ("BMP", {}, "bmp"),
        ("TIFF", {}, "tif"),
        ("WEBP", {"lossless": True}, "webp"),
    ],
)
def test_lossless_pictures_come_back_pixel_by_pixel(file_format, options, extension):
    decoded = decode(encoded(Image.fromarray(gradient()), file_format, **options))

    np.testing.assert_array_equal(decoded.rgb, gradient())
    assert decoded.rgb.dtype == np.uint8
    assert (decoded.extension, decoded.notes) == (extension, ())


def test_the_pixels_cannot_be_changed_by_a_reader():
    for mode in ("RGB", "I;16"):
        decoded = decode(encoded(Image.new(mode, (2, 2))))
        with pytest.raises(ValueError, match="read-only"):
            decoded.rgb[0, 0] = 1


def test_the_name_of_the_format_is_taken_from_the_bytes():
    assert decode(encoded(Image.new("RGB", (8, 8)), "JPEG")).extension == "jpg"


def test_sixteen_bit_grey_is_scaled_and_not_clipped():
    grey = np.array([[0, 128, 129, 257, 32896, 65535]], np.uint16)

    decoded = decode(encoded(Image.fromarray(grey)))

    assert decoded.rgb[0, :, 0].tolist() == [0, 0, 1, 1, 128, 255]
    assert decoded.rgb.shape == (1, 6, 3)
    assert decoded.notes == ("16-bit grey scaled to 8 bits",)


def test_sixteen_bit_big_endian_tiff_reads_the_same():
    grey = np.array([[0, 65535, 32896]], np.uint16)
    image = Image.frombytes("I;16B", (3, 1), grey.astype(">u2").tobytes())

    assert decode(encoded(image, "TIFF")).rgb[0, :, 0].tolist() == [0, 255, 128]


@pytest.mark.parametrize("mode", ["I", "F"])
def test_numbers_without_a_white_are_refused(mode):
    with pytest.raises(UndecodableError, match=f"colour mode {mode} are not decoded"):
        decode(encoded(Image.new(mode, (2, 2)), "TIFF"))


def test_cmyk_is_converted_and_noted():
    decoded = decode(encoded(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "TIFF"))

    assert decoded.rgb[0, 0].tolist() == [255, 0, 0]
    assert decoded.notes == ("converted from CMYK without its colour profile",)


def test_a_cmyk_jpeg_is_a_picture():
    decoded = decode(encoded(Image.new("CMYK", (8, 8), (0, 0, 0, 0)), "JPEG"))

    assert decoded.rgb[0, 0].tolist() == [255, 255, 255]


@pytest.mark.parametrize("file_format", ["GIF", "WEBP", "PNG", "TIFF"])
def test_of_several_frames_the_first_is_taken(file_format):
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "lime", "blue")]
    data = encoded(frames[0], file_format, save_all=True, append_images=frames[1:])

    decoded = decode(data)

    assert abs(decoded.rgb[0, 0].astype(int) - [255, 0, 0]).max() <= 2
    assert decoded.notes == ("several frames: the first was taken",)


@pytest.mark.parametrize("orientation", range(2, 9))
@pytest.mark.parametrize("file_format", ["PNG", "TIFF", "WEBP"])
def test_exif_rotation_is_applied(orientation, file_format):
    turns = {
        2: lambda a: a[:, ::-1],
        3: lambda a: a[::-1, ::-1],
        4: lambda a: a[::-1],
        5: lambda a: a.transpose(1, 0, 2),
        6: lambda a: np.rot90(a, -1),
        7: lambda a: np.rot90(a, 2).transpose(1, 0, 2),
        8: lambda a: np.rot90(a, 1),
    }
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    options = {"lossless": True} if file_format == "WEBP" else {}

    data = encoded(Image.fromarray(gradient()), file_format, exif=exif, **options)
    decoded = decode(data)

    assert upright_size(data) == decoded.rgb.shape[1::-1]
    np.testing.assert_array_equal(decoded.rgb, turns[orientation](gradient()))
    if file_format != "TIFF":  # Pillow turns TIFFs by itself
        assert decoded.notes == ("rotated as its EXIF data says",)


def test_sixteen_bit_grey_is_rotated_too():
    exif = Image.Exif()
    exif[ORIENTATION] = 6

    assert decode(encoded(Image.new("I;16", (4, 2)), exif=exif)).rgb.shape == (4, 2, 3)


def test_broken_exif_does_not_cost_the_picture():
    data = encoded(Image.fromarray(gradient()), exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff")

    np.testing.assert_array_equal(decode(data).rgb, gradient())
    assert upright_size(data) == gradient().shape[1::-1]


@pytest.mark.parametrize("data", [b"", b"no picture", encoded(Image.new("RGB", (9, 9)))[:20]])
def test_what_is_no_picture_has_no_size(data):
    with pytest.raises(UndecodableError):
        upright_size(data)


def test_a_picture_that_is_too_large_has_no_size():
    with pytest.raises(UndecodableError, match="more than 80 pixels"):
        upright_size(encoded(Image.new("RGB", (9, 9))), max_pixels=80)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparency_is_laid_over_white(mode):
    if mode == "P":
        image = Image.new("P", (4, 4), 0)
        image.putpalette([0, 0, 0] * 256)
        data = encoded(image, transparency=0)
    else:
        data = encoded(Image.new(mode, (4, 4), 0))

    decoded = decode(data)

    assert decoded.rgb.min() == 255
    assert decoded.notes == ("transparency laid over white",)


def test_half_transparent_is_half_white():
    decoded = decode(encoded(Image.new("RGBA", (1, 1), (255, 0, 0, 128))))

    assert decoded.rgb[0, 0].tolist() == [255, 127, 127]


@pytest.mark.parametrize("mode", ["1", "L", "P"])
def test_fewer_colours_are_no_oddity(mode):
    assert decode(encoded(Image.new(mode, (3, 2), 0))).notes == ()


def test_a_colour_profile_other_than_srgb_is_noted():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = Image.new("RGB", (2, 2))

    assert decode(encoded(image, icc_profile=srgb)).notes == ()
    assert decode(encoded(image, icc_profile=b"Display P3")).notes == (
        "colour profile not applied",
    )
