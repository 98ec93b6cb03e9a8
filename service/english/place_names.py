"""Words that mark the name of a place (river, street, palace), and the names of countries."""

from service.english.word_classes import word_set

PLACE_WORDS = word_set(
    """
    river lake mountain mount sea ocean bay island islands street avenue road city town village county state states
    province region valley park square bridge palace castle house hall station airport cape gulf desert forest harbour
    harbor kingdom republic
    """
)
COUNTRIES = word_set(
    """
    afghanistan africa albania algeria america antarctica argentina armenia asia australia austria bangladesh belarus
    belgium bolivia brazil britain bulgaria cambodia canada chile china colombia croatia cuba cyprus czechia denmark
    ecuador egypt england estonia ethiopia europe finland france georgia germany ghana greece guatemala haiti hungary
    iceland india indonesia iran iraq ireland israel italy jamaica japan jordan kazakhstan kenya korea kuwait laos latvia
    lebanon libya lithuania luxembourg malaysia mali malta mexico mongolia morocco myanmar nepal netherlands nigeria
    norway pakistan palestine panama peru philippines poland portugal qatar romania russia rwanda scotland senegal serbia
    singapore slovakia slovenia somalia spain sudan sweden switzerland syria taiwan tanzania thailand tibet tunisia
    turkey uganda ukraine uruguay usa uzbekistan venezuela vietnam wales yemen zambia zimbabwe uk
    """
)
COUNTRY_NAMES = {("united", "kingdom"), ("united", "states"), ("soviet", "union")}
