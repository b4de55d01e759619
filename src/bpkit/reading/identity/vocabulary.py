"""The words by which labels, people, positions, institutions and addresses are known, in small letters.

A word that is missing is added here, and nowhere else.
"""

from __future__ import annotations

from enum import StrEnum

from ...model.dates import MONTHS
from ...people.contacts import CARRIED, TELEPHONES
from ...people.names import words_of


class Field(StrEnum):
    """What a label asks for."""

    NAME = "name"
    POSITION = "position"
    CONTACT = "contact"
    ADDRESS = "address"
    AREA = "area"  # a village, district or city: a part of an address
    WORK = "work"  # team or office of the author
    SOURCE = "source"
    DATE = "date"
    KIND = "kind"
    TITLE = "title"
    OTHER = "other"  # known, and of no use but to end the fact before it


class Owner(StrEnum):
    """Whose field it is."""

    AUTHOR = "author"
    INSTITUTION = "institution"


# Labels: what they ask for, and whose it is -----------------------------------------------------------------

_ASKED = {
    Field.NAME: "nama name",
    Field.POSITION: "jabatan jab jbtn posisi profesi pekerjaan kedudukan peran sebagai selaku",
    Field.CONTACT: f"{' '.join(TELEPHONES)} kontak contact cp email surel dihubungi hubungi menghubungi",
    Field.ADDRESS: "alamat almt alamatnya address sekretariat domisili",
    Field.AREA: "kelurahan kel desa ds kecamatan kec kota kabupaten kab provinsi propinsi prov rt rw dusun",
    Field.WORK: "instansi tim tf wilayah dampingan unit korkot kmw tempat",
    Field.SOURCE: "sumber asal",
    Field.DATE: "tanggal tgl",
    Field.KIND: "jenis bentuk",
    Field.TITLE: "judul",
    Field.OTHER: """
        editor penyunting redaksi fotografer nik nip agama pendidikan hobi facebook fb twitter instagram
        ig blog website web situs tema tahun bulan periode halaman foto gambar dokumentasi status usia
        umur fax faks ketua koordinator sekretaris bendahara lokasi pos rekening anggota
    """,
}
# The field that a word of a label asks for.
FIELDS = {word: field for field, typed in _ASKED.items() for word in typed.split()}

# A telephone that somebody carries.
PERSONAL = frozenset(CARRIED) | words_of("genggam selular")
AUTHOR = words_of("penulis penulisnya oleh by pengirim penyusun pengarang kontributor pembuat tulis ditulis")
ORGANISATIONS = words_of(
    """
    bkm lkm ksm upk upl ups kpp kube pokmas koperasi yayasan lsm posyandu pkk gapoktan poktan paguyuban
    kpb fkabkm kelompok komunitas forum lembaga organisasi sanggar bumdes baznas puskesmas
    """
)
INSTITUTION = ORGANISATIONS | words_of("pelaku narasumber aktor tokoh institusi sekretariat")
# What says that a section begins.
HEADING = words_of("info informasi data identitas biodata profil tentang mengenai keterangan")
# What is in a label for the sound alone.
FILLERS = words_of(
    """
    no nomor nomer nmr lengkap dan atau yang yg bisa dapat aktif pribadi person rumah kantor dari untuk
    adalah ialah genggam selular mobile number gelar tulisan artikel naskah ini lain terkait tugas kerja
    masuk kirim dikirim diserahkan penyerahan pengiriman penulisan pembuatan disusun dilaporkan serta
    fasilitator asli media berita atas silakan silahkan kode lainnya langsung didampingi pelaksana
    penerima manfaat diceritakan dibuat dituliskan dikirimkan sekarang saat singkat
    """
)
# What an owner did: `Pelaku kegiatan`, `Penulis cerita`, `Pelaku Best Practice`; alone it is no label.
DEEDS = words_of(
    """
    kegiatan cerita kisah best practice practices praktik praktek baik terbaik program usaha inovasi
    """
)
DOERS = AUTHOR | words_of("pelaku narasumber aktor tokoh lembaga institusi")
# `Penulis 2`, `Penulis II`, `Penulis Pendamping`
NUMBERS = {"1": 1, "2": 2, "3": 3, "4": 4, "i": 1, "ii": 2, "iii": 3, "pertama": 1, "kedua": 2, "ketiga": 3}
NUMBERS |= {"utama": 1, "pendamping": 2}
COUNTED = AUTHOR | PERSONAL | {"nama", "kontak", "telp", "telepon"}
KNOWN = FIELDS.keys() | AUTHOR | INSTITUTION | HEADING | FILLERS

# Values: what people do, where they live, how an institution begins ---------------------------------------

POSITIONS = words_of(
    """
    fasilitator faskel fasling sf korkot koorkot askot koordinator asisten ass ketua wakil sekretaris
    bendahara anggota manajer manager ta ahli trainer konsultan sosialisasi relawan lurah camat kepala
    kades staf staff penyuluh kader pengurus pimpinan guru leader tl tf tim pjok pjk pimkol operator
    pendamping pengawas upk kasi kabid walikota bupati direktur spesialis specialist pegawai mahasiswa
    warga kmw kmp osp oc
    """
)
ADDRESSES = words_of(
    """
    jl jln jalan gg gang rt rw kel kelurahan desa ds dusun kec kecamatan kab kabupaten kota prov provinsi
    propinsi kampung kp komplek kompleks perum perumahan blok lingkungan pos balai kantor sekretariat
    gedung lantai pasar nagari jorong banjar gampong alamat beralamat
    """
)
# No name has these words.
NO_NAMES = words_of(
    """
    karena sebab itu ini warga masyarakat pemerintah program pnpm p2kp mandiri perkotaan salam terima
    kasih selesai demikian sekian semoga artikel tulisan foto gambar bersama untuk yang dari dengan pada
    kegiatan oleh redaksi editor lampiran catatan pelatihan best practice mengetahui menyetujui
    """
)
NO_NAMES |= {month.casefold() for month in MONTHS}
# The kind of an institution, before its name.
KINDS = ORGANISATIONS | words_of(
    """
    kub pokja panitia pengelola pengurus tim penggerak warga karang taruna ikatan persatuan perkumpulan
    himpunan gerakan bank sampah usaha tani ternak nelayan wanita pemuda remaja ibu pedagang peduli
    pemelihara pemanfaat pembangunan perbaikan pemeliharaan pelaksana pengerjaan lomba kerja swadaya
    masyarakat simpan pinjam kesehatan lingkungan masjid mushola musala langgar majelis taklim sekolah
    paud tpa tpq rumah baca taman bacaan toko warung kios pos ronda arisan jamaah dan
    """
)
