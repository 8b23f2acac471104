#!/bin/sh
# Makes the demo's segments again: 24 bars of a small synthesized tune, one bar a segment.
# Needs ffmpeg (made with 5.1.9). Usage: make-media.sh FOLDER
#
# 48,000 samples/s, 1,024 samples a frame: 135 frames are exactly 2.88 s, a bar of four beats. Two turns of the tune are
# encoded and the second one is kept, so that its first frame follows its last one without a seam.
set -eu
folder=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

bar=2.88
beat=0.72
tune=69.12

# The chord of each bar: F C Dm Bb, F C Bb C; semitones above F.
chord="(mod(floor(t/$bar),8))"
root="if(eq($chord,0)+eq($chord,4),0,if(eq($chord,1)+eq($chord,5)+eq($chord,7),7-12,if(eq($chord,2),9-12,5-12)))"
third="if(eq($chord,2),3,4)"

# note SEMITONES: its frequency; 174.614 Hz is F3.
note() {
    printf '174.614*pow(2,(%s)/12)' "$1"
}

# A pad of the chord, swelling with each bar.
swell="(0.55+0.45*sin(PI*mod(t,$bar)/$bar))"
pad="0.10*$swell*(sin(2*PI*t*ld(0))+0.8*sin(2*PI*t*ld(1)*1.0015)+0.8*sin(2*PI*t*ld(2)*0.9985)+0.25*sin(4*PI*t*ld(0)))"
pad="st(0,$(note "$root"));st(1,$(note "($root)+($third)"));st(2,$(note "($root)+7"));$pad"

# A bass, two notes a bar.
bass="st(0,$(note "($root)-12"));st(1,mod(t,$bar/2));0.20*min(1,ld(1)*60)*exp(-1.6*ld(1))*(sin(2*PI*t*ld(0))+0.3*sin(4*PI*t*ld(0)))"

# A harp that breaks the chord: quarters in the first eight bars, eighths in the next, sixteenths in the last.
step="st(3,$beat/pow(2,floor(mod(t,$tune)/(8*$bar))))"
turn="st(4,mod(floor(t/ld(3)),4))"
pitch="12+($root)+if(eq(ld(4),0),0,if(eq(ld(4),1),($third),if(eq(ld(4),2),7,12)))"
harp="$step;$turn;st(0,$(note "$pitch"));st(1,mod(t,ld(3)));0.16*min(1,ld(1)*200)*exp(-5*ld(1))*(sin(2*PI*t*ld(0))+0.35*exp(-6*ld(1))*sin(4*PI*t*ld(0))+0.12*exp(-9*ld(1))*sin(6*PI*t*ld(0)))"

# The time cue: a bell on the first beat of each bar. It climbs a pentatonic scale, a step a bar, through eight bars;
# the first bar of the tune rings it twice. So an ear tells how far two players are apart.
degree="if(eq($chord,0),0,if(eq($chord,1),2,if(eq($chord,2),4,if(eq($chord,3),7,if(eq($chord,4),9,if(eq($chord,5),12,if(eq($chord,6),14,16)))))))"
ring="if(lt(mod(t,$tune),$bar),mod(mod(t,$bar),if(lt(mod(t,$bar),2*$beat),$beat,9)),mod(t,$bar))"
bell="st(0,$(note "24+$degree"));st(1,$ring);0.13*min(1,ld(1)*400)*exp(-2.6*ld(1))*(sin(2*PI*t*ld(0))+0.4*exp(-5*ld(1))*sin(2*PI*t*ld(0)*2.76))"

ffmpeg -nostdin -v error -y \
    -f lavfi -i "aevalsrc=exprs='$pad':s=48000:d=$tune" \
    -f lavfi -i "aevalsrc=exprs='$bass':s=48000:d=$tune" \
    -f lavfi -i "aevalsrc=exprs='$harp':s=48000:d=$tune" \
    -f lavfi -i "aevalsrc=exprs='$bell':s=48000:d=$tune" \
    -filter_complex "
        [0]aformat=channel_layouts=stereo,aphaser=speed=0.12:decay=0.3[pad];
        [1]aformat=channel_layouts=stereo[bass];
        [2]pan=stereo|c0=0.75*c0|c1=0.45*c0[harp];
        [3]pan=stereo|c0=0.45*c0|c1=0.75*c0[bell];
        [pad][bass][harp][bell]amix=inputs=4:normalize=0,aloop=loop=1:size=3317760,
        aecho=0.8:0.7:91|173:0.22|0.14,lowpass=f=9000,volume=8dB,alimiter=limit=0.9:level=disabled" \
    -c:a aac -b:a 56k -f adts "$work/twice.aac"

# 24 bars on, and the frame that the encoder starts with.
ffmpeg -nostdin -v error -y -i "$work/twice.aac" -c copy -f segment -segment_format adts -segment_time $bar \
    -segment_start_number 0 "$work/%03d.aac"
mkdir -p "$folder"
for i in $(seq 0 23); do
    mv "$work/$(printf %03d $((i + 24))).aac" "$folder/$(printf %02d "$i").aac"
done
